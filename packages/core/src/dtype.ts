/** Names of element types, spelled as in the Python Array API, plus `bfloat16` and `string`. */
export type DType = keyof DTypeArrays;

/**
 * The JavaScript container that holds each element type.
 * float16 and bfloat16 are raw bits; 64-bit integers are BigInt arrays; bool is one byte an element, 0 or 1.
 */
export interface DTypeArrays {
	float32: Float32Array;
	uint8: Uint8Array;
	int8: Int8Array;
	uint16: Uint16Array;
	int16: Int16Array;
	int32: Int32Array;
	int64: BigInt64Array;
	string: string[];
	bool: Uint8Array;
	float16: Uint16Array;
	float64: Float64Array;
	uint32: Uint32Array;
	uint64: BigUint64Array;
	bfloat16: Uint16Array;
}

/** The data of a tensor of element type `D`. */
export type TensorData<D extends DType = DType> = DTypeArrays[D];

/** A typed-array constructor over memory that exists already or is new. */
export interface TypedArrayConstructor<A = ArrayBufferView> {
	readonly BYTES_PER_ELEMENT: number;
	new (length: number): A;
	new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): A;
}

/** What is fixed for one element type. */
export interface DTypeInfo<D extends DType = DType> {
	/** Number in ONNX's `TensorProto.DataType` and in `polyinfer/engine.h`. */
	readonly number: number;
	/** Bytes an element; 0 for `string`, whose elements differ in size. */
	readonly bytes: number;
	/** Constructor of the container; `null` for `string`, which lives in a plain array. */
	readonly array: D extends "string" ? null : TypedArrayConstructor<DTypeArrays[D]>;
}

/** Every element type, in the order of ONNX's numbers. */
export const DTYPES: { readonly [D in DType]: DTypeInfo<D> } = {
	float32: { number: 1, bytes: 4, array: Float32Array },
	uint8: { number: 2, bytes: 1, array: Uint8Array },
	int8: { number: 3, bytes: 1, array: Int8Array },
	uint16: { number: 4, bytes: 2, array: Uint16Array },
	int16: { number: 5, bytes: 2, array: Int16Array },
	int32: { number: 6, bytes: 4, array: Int32Array },
	int64: { number: 7, bytes: 8, array: BigInt64Array },
	string: { number: 8, bytes: 0, array: null },
	bool: { number: 9, bytes: 1, array: Uint8Array },
	float16: { number: 10, bytes: 2, array: Uint16Array },
	float64: { number: 11, bytes: 8, array: Float64Array },
	uint32: { number: 12, bytes: 4, array: Uint32Array },
	uint64: { number: 13, bytes: 8, array: BigUint64Array },
	bfloat16: { number: 16, bytes: 2, array: Uint16Array },
};

const byNumber = new Map<number, DType>(Object.entries(DTYPES).map(([name, info]) => [info.number, name as DType]));

/** The element type with this ONNX number, or `undefined` where Polyinfer has none (complex, float8, 4-bit). */
export function dtypeOfNumber(number: number): DType | undefined {
	return byNumber.get(number);
}

/** True for a name in {@link DTYPES}. */
export function isDType(name: unknown): name is DType {
	return typeof name === "string" && Object.hasOwn(DTYPES, name);
}
