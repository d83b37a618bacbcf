import { floatOf, intOf } from "@polyinfer/model";
import type { HostTensor } from "../host-tensor.ts";
import type { Draft, DraftNode } from "./draft.ts";

/** Conv, then BatchNormalization with constants: both are one Conv with other weights. */
export function fuseBatchNormalization(
	{ constants }: Draft,
	before: DraftNode,
	{ node, inputs, opset }: DraftNode,
): boolean {
	if (node.operator !== "BatchNormalization" || node.domain !== "" || inputs[0] !== before.outputs[0]) return false;
	if (opset >= 14 && intOf(node, "training_mode", 0) !== 0) return false;
	if (before.node.operator !== "Conv" || before.node.domain !== "" || before.activation !== undefined) return false;
	const [weights, scale, offset, mean, variance] = [before.inputs[1], ...inputs.slice(1, 5)].map((name) =>
		constants.get(name ?? ""),
	);
	const bias = before.inputs[2] ? constants.get(before.inputs[2]) : undefined;
	if (!weights || !scale || !offset || !mean || !variance || (before.inputs[2] && !bias)) return false;
	const all = [weights, scale, offset, mean, variance, ...(bias ? [bias] : [])];
	if (all.some(({ dtype }) => dtype !== "float32")) return false;

	const channels = weights.shape[0] as number;
	const epsilon = floatOf(node, "epsilon", 1e-5);
	const factors = Float64Array.from(
		{ length: channels },
		(_, c) => at(scale, c) / Math.sqrt(at(variance, c) + epsilon),
	);
	const perChannel = weights.data.length / channels;
	const data = Float32Array.from(
		weights.data as Float32Array,
		(x, i) => x * (factors[Math.floor(i / perChannel)] as number),
	);
	const sum = Float32Array.from(
		factors,
		(factor, c) => ((bias ? at(bias, c) : 0) - at(mean, c)) * factor + at(offset, c),
	);
	const name = node.outputs[0];
	constants.set(`${name}\0weights`, { dtype: "float32", shape: weights.shape, data });
	constants.set(`${name}\0bias`, { dtype: "float32", shape: [channels], data: sum });
	before.inputs = [before.inputs[0] as string, `${name}\0weights`, `${name}\0bias`];
	return true;
}

function at({ data }: HostTensor, index: number): number {
	return data[index] as number;
}
