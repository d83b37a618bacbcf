import type { DType } from "@polyinfer/core";

/** NumPy's type strings without their byte order, by our names. `bfloat16` has none; `string` is `U` with a length. */
export const NPY_TYPES = {
	bool: "b1",
	uint8: "u1",
	int8: "i1",
	uint16: "u2",
	int16: "i2",
	uint32: "u4",
	int32: "i4",
	uint64: "u8",
	int64: "i8",
	float16: "f2",
	float32: "f4",
	float64: "f8",
} as const;

/** An element type as a `.npy` header says it. */
export interface NpyType {
	readonly dtype: DType;
	/** Bytes an element; of text, four a character. */
	readonly bytes: number;
	readonly bigEndian: boolean;
}

/** Longest text in a string array, in characters. */
const MAX_TEXT = 1 << 20;

/** Reads a type string such as `<f4`; `undefined` for those that no tensor can hold. */
export function parseNpyType(descr: string): NpyType | undefined {
	const [, order, name, text] = /^([<>=|]?)(?:([a-z][1-8])|U(\d{1,7}))$/.exec(descr) ?? [];
	if (order === undefined) return undefined;
	const bigEndian = order === ">";
	if (text !== undefined) {
		return Number(text) > MAX_TEXT ? undefined : { dtype: "string", bytes: 4 * Number(text), bigEndian };
	}
	for (const [dtype, type] of Object.entries(NPY_TYPES)) {
		if (type === name) return { dtype: dtype as DType, bytes: Number(type[1]), bigEndian };
	}
	return undefined;
}
