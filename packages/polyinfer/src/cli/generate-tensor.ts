import {
	type DType,
	elementCount,
	InferenceError,
	numberToBfloat16,
	numberToHalf,
	type Tensor,
	type TensorData,
	zeros,
} from "@polyinfer/core";

/** Elements of one made-up tensor, at most. */
const MAX_ELEMENTS = 2 ** 28;

/**
 * A made-up feed. `"random"` is the same on every call: floats in [0, 1), uint8 in 0..255, all other integers 0 or 1
 * (most are indices, and few tables are empty), text of a few letters. Throws INVALID_ARGUMENT for one too big.
 */
export function generateTensor(kind: "random" | "zeros", dtype: DType, shape: readonly number[]): Tensor {
	const count = elementCount(shape);
	if (count < 0 || count > MAX_ELEMENTS)
		throw new InferenceError("INVALID_ARGUMENT", `Expected at most ${MAX_ELEMENTS} elements but [${shape}] is more.`);
	const tensor = zeros(dtype, shape, count);
	if (kind === "random") fill(tensor.data, dtype);
	return tensor;
}

function fill(data: TensorData, dtype: DType): void {
	const next = mulberry32(1);
	const element = (): unknown => {
		const value = next();
		if (dtype === "float32" || dtype === "float64") return value;
		if (dtype === "float16") return numberToHalf(value);
		if (dtype === "bfloat16") return numberToBfloat16(value);
		if (dtype === "string") return Math.floor(value * 36 ** 4).toString(36);
		if (dtype === "uint8") return Math.floor(value * 256);
		return dtype === "int64" || dtype === "uint64" ? BigInt(Math.round(value)) : Math.round(value);
	};
	for (let i = 0; i < data.length; i++) data[i] = element() as never;
}

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough to fill a tensor. */
function mulberry32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}
