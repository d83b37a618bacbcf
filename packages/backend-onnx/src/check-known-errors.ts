import { InferenceError, type LoadedModel } from "@polyinfer/core";
import { type Graph, intOf, modelOf, type Node } from "@polyinfer/model";
import { ID } from "./errors.ts";
import { graphsIn } from "./graphs-in.ts";

/** `qk_matmul_output_mode` of Attention: the scores after the mask, before softmax. */
const MASKED_SCORES = 2;
/** Element types of floating-point numbers in ONNX. */
const FLOATS = [1, 10, 11, 16];

/**
 * Throws UNSUPPORTED for a model of which ONNX Runtime is known to compute wrong numbers: Attention that hands out
 * masked scores, where it writes the lowest float32 instead of minus infinity.
 */
export function checkKnownErrors(model: LoadedModel): void {
	const operators = model.metadata?.operators;
	const { graph } = modelOf(model) ?? {};
	if (operators?.Attention === undefined || graph === undefined) return;
	for (const one of graphsIn(graph))
		for (const node of one.nodes)
			if (handsOutMaskedScores(node, one))
				throw new InferenceError(
					"UNSUPPORTED",
					`Attention node \`${node.name}\` hands out masked scores as \`${node.outputs[3]}\`, where ONNX Runtime writes -3.4e38 instead of -Infinity.`,
					{
						backend: ID,
						stage: "compile",
						advice: "Remove that output from the model, or set qk_matmul_output_mode to 0.",
					},
				);
}

function handsOutMaskedScores(node: Node, graph: Graph): boolean {
	if (node.operator !== "Attention" || node.domain !== "" || !node.outputs[3]) return false;
	if (intOf(node, "qk_matmul_output_mode", 0) !== MASKED_SCORES) return false;
	const mask = node.inputs[3];
	return intOf(node, "is_causal", 0) === 1 || (mask !== undefined && mask !== "" && !isFloat(mask, graph));
}

/** Whether the model says so: a mask of booleans becomes numbers in the engine. */
function isFloat(name: string, { inputs, values, weights }: Graph): boolean {
	const type = (inputs.find((value) => value.name === name) ?? values.get(name))?.type;
	const elementType = weights.get(name)?.elementType ?? (type?.kind === "tensor" ? type.elementType : 0);
	return FLOATS.includes(elementType);
}
