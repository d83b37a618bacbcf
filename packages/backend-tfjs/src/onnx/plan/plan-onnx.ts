import { InferenceError, type ValueInfo } from "@polyinfer/core";
import { type Graph, type Model, metadataOf } from "@polyinfer/model";
import type { TensorFlow } from "../../program.ts";
import { OnnxProgram } from "../onnx-program.ts";
import { checkInterface } from "./check-interface.ts";
import { checkTypes } from "./check-types.ts";
import { freeNames } from "./draft.ts";
import { draftGraph } from "./draft-graph.ts";
import { foldConstants } from "./fold-constants.ts";
import { frameOf } from "./frame-of.ts";
import { fuse } from "./fuse.ts";
import { padForConcat } from "./pad-for-concat.ts";

/**
 * Makes an ONNX model ready for the kernels of `tf`, whose current backend must be the one that runs it. The model's
 * memory is not needed afterwards. Rejects with UNSUPPORTED for what is not mapped, before anything runs, with
 * INVALID_MODEL, OUT_OF_MEMORY and ABORTED.
 *
 * Up to `maxHostElements`, what is on the host is computed there; below 0 only what the kernels lack. Default: a size from
 * which on kernels are quicker.
 */
export async function planOnnx(
	tf: TensorFlow,
	model: Model,
	signal?: AbortSignal,
	maxHostElements?: number,
): Promise<OnnxProgram> {
	checkInterface(model.graph);
	const { inputs, outputs } = metadataOf(model);
	const draft = draftGraph(model, graphOfRun(model.graph, inputs));
	const [nowhere] = freeNames(draft);
	if (nowhere !== undefined) throw new InferenceError("INVALID_MODEL", `Nothing makes the value \`${nowhere}\`.`);
	checkTypes(draft);
	await foldConstants(tf, draft, new Map(), signal);
	padForConcat(draft);
	fuse(draft);
	return new OnnxProgram(tf, frameOf(tf, draft), inputs, outputs, maxHostElements);
}

/** Old files list every weight as an input too; a run takes only the others. */
function graphOfRun(graph: Graph, inputs: readonly ValueInfo[]): Graph {
	const names = new Set(inputs.map(({ name }) => name));
	return { ...graph, inputs: graph.inputs.filter(({ name }) => names.has(name)) };
}
