import type { InferenceError, LoadedModel } from "@polyinfer/core";
import type { Model, Node } from "@polyinfer/model";
import { unsupported } from "../../errors.ts";
import { WRONG_OPERATORS } from "./wrong-operators.ts";

/** MNN's sessions run one graph without branches: these need its `Module`, which has no interface that lasts. */
const CONTROL_FLOW: readonly string[] = ["If", "Loop", "Scan", "SequenceMap"];

/** The least that defaults of inputs mean what they say, see ONNX's IR version 4. */
const DEFAULTS_FROM_IR_VERSION = 4;

/** Throws UNSUPPORTED for models that the converter would take and a session cannot run, or not rightly. */
export function refuseModel({ metadata }: LoadedModel, graph: Model): void {
	const { operators = {}, inputs = [], outputs = [] } = metadata ?? {};
	const branches = CONTROL_FLOW.filter((operator) => operators[operator]);
	if (branches.length > 0) throw refused(`MNN's sessions cannot run control flow: ${branches.join(", ")}.`);
	for (const { operator, what, when = () => true } of WRONG_OPERATORS)
		if (nodesOf(graph).some((node) => node.operator === operator && node.domain === "" && when(node)))
			throw refused(`MNN computes ${operator}${what === undefined ? "" : ` ${what}`} wrongly.`);
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

/** Those of functions included, which the converter puts in their place. */
function nodesOf({ graph, functions }: Model): readonly Node[] {
	return [graph, ...functions].flatMap(({ nodes }) => nodes);
}

function refused(text: string): InferenceError {
	return unsupported("mnn", text, "convert");
}
