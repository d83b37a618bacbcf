import { type DType, dtypeOfNumber, elementCount, InferenceError } from "@polyinfer/core";
import { intOf, type Node, weightTensor } from "@polyinfer/model";
import type { Call } from "../call.ts";
import { fromTensor, type HostTensor, newHostArray } from "../host-tensor.ts";
import type { Operators } from "../operator.ts";
import { checkSize } from "../sizes.ts";

const decoder = new TextDecoder();

function constantOf({ attributes }: Node): HostTensor | undefined {
	for (const [name, attribute] of attributes) {
		const { value } = attribute as { value: unknown };
		if (name === "value") return fromTensor(weightTensor(value as never));
		if (name === "value_float") return { dtype: "float32", shape: [], data: Float32Array.of(value as number) };
		if (name === "value_int") return { dtype: "int64", shape: [], data: BigInt64Array.of(value as bigint) };
		if (name === "value_string") return { dtype: "string", shape: [], data: [decoder.decode(value as Uint8Array)] };
		if (name === "value_floats")
			return { dtype: "float32", shape: [(value as Float32Array).length], data: value as Float32Array };
		if (name === "value_ints")
			return { dtype: "int64", shape: [(value as BigInt64Array).length], data: value as BigInt64Array };
		if (name === "value_strings")
			return {
				dtype: "string",
				shape: [(value as Uint8Array[]).length],
				data: (value as Uint8Array[]).map((text) => decoder.decode(text)),
			};
	}
	return undefined;
}

/** The tensor in the attribute `value`, by default the float 0. */
function filling({ attributes }: Node): HostTensor {
	const found = attributes.get("value");
	return found?.kind === "tensor"
		? fromTensor(weightTensor(found.value))
		: { dtype: "float32", shape: [1], data: new Float32Array(1) };
}

function range(call: Call) {
	const { dtype } = call.input(0);
	const [start, limit, delta] = [0, 1, 2].map((i) => call.host(i).data[0] as number);
	if (start === undefined || limit === undefined || delta === undefined || Number(delta) === 0)
		throw new InferenceError("INVALID_ARGUMENT", "Expected three numbers and a step other than 0.");
	const count = Math.max(0, Math.ceil(Number(Number(limit) - Number(start)) / Number(delta)));
	const [length] = checkSize([count]) as [number];
	const at =
		typeof start === "bigint"
			? (i: number) => (start as bigint) + BigInt(i) * (delta as unknown as bigint)
			: (i: number) => start + i * delta;
	return call.fill(dtype, [length], length, at);
}

export const constants: Operators = {
	Constant: {
		host: (call) => {
			const { dtype, shape, data } = constantOf(call.node) as HostTensor;
			return call.giveHost(dtype, shape, data);
		},
		gives: (_, node) => [constantOf(node)?.dtype],
		refuses: (node) => (constantOf(node) === undefined ? "without a dense value" : undefined),
	},
	ConstantOfShape: {
		host: (call) => {
			const { dtype, data } = filling(call.node);
			const shape = checkSize(call.integers(0) ?? []);
			const filled = newHostArray(dtype, elementCount(shape));
			return call.giveHost(dtype, shape, filled.fill(data[0] as never));
		},
		gives: (_, node): readonly DType[] => [filling(node).dtype],
	},
	Range: { host: range },
	EyeLike: {
		since: 9,
		host: (call) => {
			const { dtype, shape } = call.host(0);
			const number = call.int("dtype", 0);
			const [rows = 0, columns = 0] = shape;
			const type = number === 0 ? dtype : (dtypeOfNumber(number) ?? dtype);
			const [no, yes] = newHostArray(type, 0) instanceof BigInt64Array ? [0n, 1n] : [0, 1];
			return call.fill(type, shape, rows * columns, (i) =>
				(i % columns) - Math.floor(i / columns) === call.int("k", 0) ? yes : no,
			);
		},
		gives: ([dtype], node) => [dtypeOfNumber(intOf(node, "dtype", 0)) ?? dtype],
	},
};
