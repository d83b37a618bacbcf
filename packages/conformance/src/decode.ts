import { bfloat16ToNumber, halfToNumber, type TensorLike } from "@polyinfer/core";

/** What a tensor's elements mean: numbers, BigInts for 64-bit integers, texts. */
export type ExactValues = ArrayLike<number> | ArrayLike<bigint> | ArrayLike<string>;

/** The elements of a tensor, exactly, in new memory. */
export function decode({ dtype, data }: TensorLike): ExactValues {
	if (dtype === "float16") return Float64Array.from(data as Uint16Array, halfToNumber);
	if (dtype === "bfloat16") return Float64Array.from(data as Uint16Array, bfloat16ToNumber);
	if (dtype === "string" || dtype === "int64" || dtype === "uint64") return Array.from(data as string[]);
	return Float64Array.from(data as Float32Array);
}
