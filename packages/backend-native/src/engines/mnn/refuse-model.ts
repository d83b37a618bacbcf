import type { InferenceError, LoadedModel } from "@polyinfer/core";
import type { Model } from "@polyinfer/model";
import { unsupported } from "../../errors.ts";

/** MNN's sessions run one graph without branches: these need its `Module`, which has no interface that lasts. */
const CONTROL_FLOW: readonly string[] = ["If", "Loop", "Scan", "SequenceMap"];

/** Operators that MNN 3.6 takes and computes wrongly: found by ONNX's official node tests. */
const WRONG: readonly string[] = ["Det", "Shrink"];

/** The least that defaults of inputs mean what they say, see ONNX's IR version 4. */
const DEFAULTS_FROM_IR_VERSION = 4;

/** Throws UNSUPPORTED for models that the converter would take and a session cannot run, or not rightly. */
export function refuseModel({ metadata }: LoadedModel, graph: Model): void {
	const { operators = {}, inputs = [], outputs = [] } = metadata ?? {};
	const branches = CONTROL_FLOW.filter((operator) => operators[operator]);
	if (branches.length > 0) throw refused(`MNN's sessions cannot run control flow: ${branches.join(", ")}.`);
	const wrong = WRONG.filter((operator) => operators[operator]);
	if (wrong.length > 0) throw refused(`MNN computes ${wrong.join(", ")} wrongly.`);
	const known = new Set([...inputs, ...outputs].map(({ name }) => name));
	const { weights } = graph.graph;
	for (const { name } of [...graph.graph.inputs, ...graph.graph.outputs]) {
		const isWeight = graph.irVersion < DEFAULTS_FROM_IR_VERSION && weights.has(name);
		if (!isWeight && !known.has(name))
			throw refused(`MNN takes tensors of its own types only, and \`${name}\` is none.`);
	}
	const optional = inputs.find((input) => input.optional === true && !weights.has(input.name));
	if (optional) throw refused(`MNN has no inputs that may be left out, such as \`${optional.name}\`.`);
}

function refused(text: string): InferenceError {
	return unsupported("mnn", text, "convert");
}
