import type { HostTensor } from "../host-tensor.ts";
import type { Draft, DraftNode } from "./draft.ts";

/** Conv or MatMul without a bias, then the sum with a constant for each channel. */
export function fuseBias({ constants }: Draft, before: DraftNode, { node, inputs }: DraftNode): boolean {
	if (node.operator !== "Add" || node.domain !== "" || before.node.domain !== "") return false;
	if (before.activation !== undefined || before.inputs[2]) return false;
	const isMatMul = before.node.operator === "MatMul";
	if (!isMatMul && before.node.operator !== "Conv") return false;
	const weights = constants.get(before.inputs[1] as string);
	const name = inputs[0] === before.outputs[0] ? inputs[1] : inputs[0];
	const bias = constants.get(name as string);
	if (weights === undefined || bias === undefined || bias.dtype !== "float32") return false;
	if (isMatMul ? weights.shape.length !== 2 : weights.shape.length < 3) return false;
	const channels = (isMatMul ? weights.shape[1] : weights.shape[0]) as number;
	const vector = vectorOf(bias, channels, isMatMul ? 0 : weights.shape.length - 2);
	if (vector === undefined) return false;
	const biasName = `${node.outputs[0]}\0bias`;
	constants.set(biasName, vector);
	before.inputs = [before.inputs[0] as string, before.inputs[1] as string, biasName];
	return true;
}

/** `bias` as a vector of `channels`, if it is one followed by `inner` axes of size 1. */
function vectorOf({ dtype, shape, data }: HostTensor, channels: number, inner: number): HostTensor | undefined {
	const axis = shape.length - inner - 1;
	const fits = shape.every((size, i) => size === (i === axis ? channels : 1)) && shape.length <= inner + 2;
	return fits && axis >= 0 && data.length === channels ? { dtype, shape: [channels], data } : undefined;
}
