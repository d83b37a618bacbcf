import { DTYPES, type DType, numberToBfloat16, numberToHalf, type TensorData } from "@polyinfer/core";

/** `count` numbers in [-1, 1) that float32 holds exactly; the same for the same `seed`. */
export function floats(count: number, seed: number): Float64Array {
	let state = (seed * 2654435761) >>> 0 || 1;
	return Float64Array.from({ length: count }, () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		state >>>= 0;
		return (state >>> 12) / 2 ** 19 - 1;
	});
}

/** `values` in the container of `dtype`. Floats round to nearest; integers and bools must be in range. */
export function encode<D extends DType>(dtype: D, values: ArrayLike<number | bigint | string>): TensorData<D> {
	if (dtype === "float32") return Float32Array.from(values as ArrayLike<number>) as TensorData<D>;
	return encodeList(dtype, Array.from(values)) as TensorData<D>;
}

function encodeList(dtype: DType, list: (number | bigint | string)[]): TensorData {
	if (dtype === "string") return list.map(String);
	if (dtype === "float16") return Uint16Array.from(list, (value) => numberToHalf(Number(value)));
	if (dtype === "bfloat16") return Uint16Array.from(list, (value) => numberToBfloat16(Number(value)));
	if (dtype === "int64") return BigInt64Array.from(list, (value) => BigInt(value));
	if (dtype === "uint64") return BigUint64Array.from(list, (value) => BigInt(value));
	const array = new (DTYPES[dtype].array as new (length: number) => Float64Array)(list.length);
	for (let i = 0; i < list.length; i++) array[i] = Number(list[i]);
	return array;
}

/** Six elements at the ends of what `dtype` can hold, as its container holds them. */
export function extremes<D extends DType>(dtype: D): TensorData<D> {
	return encode(dtype, EXTREMES[dtype]);
}

const EXTREMES: { readonly [D in DType]: readonly (number | bigint | string)[] } = {
	float32: [0, -0, 3.4028234663852886e38, 1.401298464324817e-45, Number.NEGATIVE_INFINITY, -1.5],
	float64: [0, -0, Number.MAX_VALUE, Number.MIN_VALUE, Number.NEGATIVE_INFINITY, 0.1],
	float16: [0, -0, 65504, 2 ** -24, Number.NEGATIVE_INFINITY, 0.1],
	bfloat16: [0, -0, 3.3895313892515355e38, 2 ** -126, Number.NEGATIVE_INFINITY, 0.1],
	int8: [0, 1, -1, 127, -128, 42],
	uint8: [0, 1, 2, 127, 255, 128],
	int16: [0, 1, -1, 32767, -32768, 256],
	uint16: [0, 1, 2, 32767, 65535, 32768],
	int32: [0, 1, -1, 2147483647, -2147483648, 16777217],
	uint32: [0, 1, 2, 2147483648, 4294967295, 16777217],
	int64: [0n, 1n, -1n, 9223372036854775807n, -9223372036854775808n, 9007199254740993n],
	uint64: [0n, 1n, 2n, 9223372036854775808n, 18446744073709551615n, 9007199254740993n],
	bool: [0, 1, 1, 0, 1, 0],
	string: ["", "a", "two words", "äöü ∑ 漢字", "\u{1f600}", "line\nbreak"],
};
