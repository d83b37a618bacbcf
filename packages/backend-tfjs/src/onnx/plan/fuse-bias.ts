import type { Draft, DraftNode } from "./draft.ts";

/** MatMul with a constant matrix, then the sum with a constant vector. */
export function fuseBias({ constants }: Draft, before: DraftNode, { node, inputs }: DraftNode): boolean {
	if (node.operator !== "Add" || node.domain !== "") return false;
	if (before.node.operator !== "MatMul" || before.node.domain !== "") return false;
	if (before.activation !== undefined || before.inputs.length > 2) return false;
	const matrix = constants.get(before.inputs[1] as string);
	const name = (inputs[0] === before.outputs[0] ? inputs[1] : inputs[0]) as string;
	const bias = constants.get(name);
	if (matrix?.shape.length !== 2 || bias?.dtype !== "float32") return false;
	if (bias.shape.length !== 1 || bias.shape[0] !== matrix.shape[1]) return false;
	before.inputs = [...before.inputs, name];
	return true;
}
