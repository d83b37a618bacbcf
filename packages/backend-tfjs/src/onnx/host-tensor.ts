import {
	bfloat16ToNumber,
	DTYPES,
	type DType,
	halfToNumber,
	numberToBfloat16,
	numberToHalf,
	Tensor,
	type TensorData,
} from "@polyinfer/core";

/** Elements in the processor's memory. 16-bit floats are held as float32, everything else as in {@link DTYPES}. */
export type HostArray =
	| Float32Array
	| Float64Array
	| Int8Array
	| Int16Array
	| Int32Array
	| Uint8Array
	| Uint16Array
	| Uint32Array
	| BigInt64Array
	| BigUint64Array
	| string[];

/** A dense, row-major tensor in the processor's memory. Its data is never written to once it is made. */
export interface HostTensor {
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly data: HostArray;
}

/** Floats of 16 bits, as they round and are stored. */
const SHORT_FLOATS = {
	float16: [halfToNumber, numberToHalf],
	bfloat16: [bfloat16ToNumber, numberToBfloat16],
} as const;

/** New memory for `length` elements: zeros, or empty strings. */
export function newHostArray(dtype: DType, length: number): HostArray {
	if (dtype === "string") return Array.from({ length }, () => "");
	const { array: Container } = DTYPES[dtype in SHORT_FLOATS ? "float32" : dtype];
	return new (Container as new (length: number) => HostArray)(length);
}

/** True where elements are `bigint`s. */
export function isBig(dtype: DType): boolean {
	return dtype === "int64" || dtype === "uint64";
}

/** A tensor of the contract in this form; borrows its memory where the form is the same. */
export function fromTensor({ dtype, shape, data }: Tensor): HostTensor {
	if (dtype !== "float16" && dtype !== "bfloat16") return { dtype, shape, data: data as HostArray };
	return { dtype, shape, data: Float32Array.from(data as Uint16Array, SHORT_FLOATS[dtype][0]) };
}

/** The reverse of {@link fromTensor}, in memory of its own. */
export function toTensor({ dtype, shape, data }: HostTensor): Tensor {
	const own =
		dtype === "float16" || dtype === "bfloat16"
			? Uint16Array.from(data as Float32Array, SHORT_FLOATS[dtype][1])
			: data.slice();
	return new Tensor(dtype, own as TensorData, shape) as Tensor;
}

/** A number as the nearest one of a float type. */
export function roundTo(dtype: DType, x: number): number {
	if (dtype === "float16" || dtype === "bfloat16") return SHORT_FLOATS[dtype][0](SHORT_FLOATS[dtype][1](x));
	return dtype === "float32" ? Math.fround(x) : x;
}
