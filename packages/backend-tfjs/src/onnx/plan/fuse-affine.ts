import { floatOf, intOf } from "@polyinfer/model";
import type { HostTensor } from "../host-tensor.ts";
import type { Draft, DraftNode } from "./draft.ts";

/** What a node makes of each channel: `factor * x + offset`. */
interface Affine {
	readonly factor: (channel: number) => number;
	readonly offset: (channel: number) => number;
}

/**
 * Conv with constant weights, then constants for each channel: BatchNormalization, or one of the four operations. Both
 * are one Conv with other weights.
 */
export function fuseAffine({ constants }: Draft, before: DraftNode, node: DraftNode): boolean {
	const { operator, domain } = before.node;
	if (operator !== "Conv" || domain !== "" || before.activation !== undefined) return false;
	const weights = constants.get(before.inputs[1] as string);
	const bias = before.inputs[2] ? constants.get(before.inputs[2]) : undefined;
	if (weights?.dtype !== "float32" || (before.inputs[2] && bias?.dtype !== "float32")) return false;
	const channels = weights.shape[0] as number;
	const affine = affineOf(constants, before, node, channels, weights.shape.length);
	if (affine === undefined) return false;

	const perChannel = weights.data.length / channels;
	const factors = Float64Array.from({ length: channels }, (_, c) => affine.factor(c));
	const data = Float32Array.from(weights.data as Float32Array);
	for (const [channel, factor] of factors.entries())
		for (let i = channel * perChannel; i < (channel + 1) * perChannel; i++) data[i] = (data[i] as number) * factor;
	const sums = Float32Array.from(factors, (factor, c) => (bias ? at(bias, c) : 0) * factor + affine.offset(c));
	const name = node.outputs[0];
	constants.set(`${name}\0weights`, { dtype: "float32", shape: weights.shape, data });
	constants.set(`${name}\0bias`, { dtype: "float32", shape: [channels], data: sums });
	before.inputs = [before.inputs[0] as string, `${name}\0weights`, `${name}\0bias`];
	return true;
}

function affineOf(
	constants: Draft["constants"],
	before: DraftNode,
	{ node, inputs, opset }: DraftNode,
	channels: number,
	rank: number,
): Affine | undefined {
	if (node.domain !== "") return undefined;
	const isFirst = inputs[0] === before.outputs[0];
	if (node.operator === "BatchNormalization") {
		if (!isFirst || (opset >= 14 && intOf(node, "training_mode", 0) !== 0)) return undefined;
		const given = inputs.slice(1, 5).map((name) => constants.get(name));
		if (given.some((constant) => constant?.dtype !== "float32")) return undefined;
		const [scale, shift, mean, variance] = given as [HostTensor, HostTensor, HostTensor, HostTensor];
		const epsilon = floatOf(node, "epsilon", 1e-5);
		const factor = (c: number): number => at(scale, c) / Math.sqrt(at(variance, c) + epsilon);
		return { factor, offset: (c) => at(shift, c) - at(mean, c) * factor(c) };
	}
	const constant = constants.get((isFirst ? inputs[1] : inputs[0]) as string);
	if (constant?.dtype !== "float32" || !isPerChannel(constant, channels, rank)) return undefined;
	const value = (c: number): number => at(constant, constant.data.length === 1 ? 0 : c);
	if (node.operator === "Add") return { factor: () => 1, offset: value };
	if (node.operator === "Mul") return { factor: value, offset: () => 0 };
	if (!isFirst) return undefined;
	if (node.operator === "Sub") return { factor: () => 1, offset: (c) => -value(c) };
	return node.operator === "Div" ? { factor: (c) => 1 / value(c), offset: () => 0 } : undefined;
}

/** True for one number, and for one a channel, with axes of size 1 for the space after it. */
function isPerChannel({ shape, data }: HostTensor, channels: number, rank: number): boolean {
	if (shape.length > rank) return false;
	if (data.length === 1) return true;
	const axis = shape.length - rank + 1;
	return axis >= 0 && shape.every((size, i) => size === (i === axis ? channels : 1));
}

function at({ data }: HostTensor, index: number): number {
	return data[index] as number;
}
