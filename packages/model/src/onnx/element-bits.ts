/** Bits an element of each `TensorProto.DataType` takes in `raw_data`; strings (8) are not there. */
const bits: { readonly [elementType: number]: number | undefined } = {
	1: 32, // FLOAT
	2: 8, // UINT8
	3: 8, // INT8
	4: 16, // UINT16
	5: 16, // INT16
	6: 32, // INT32
	7: 64, // INT64
	9: 8, // BOOL
	10: 16, // FLOAT16
	11: 64, // DOUBLE
	12: 32, // UINT32
	13: 64, // UINT64
	14: 64, // COMPLEX64
	15: 128, // COMPLEX128
	16: 16, // BFLOAT16
	17: 8, // FLOAT8E4M3FN
	18: 8, // FLOAT8E4M3FNUZ
	19: 8, // FLOAT8E5M2
	20: 8, // FLOAT8E5M2FNUZ
	21: 4, // UINT4
	22: 4, // INT4
	23: 4, // FLOAT4E2M1
	24: 8, // FLOAT8E8M0
	25: 2, // UINT2
	26: 2, // INT2
};

/** `TensorProto.DataType` of strings. */
export const STRING_TYPE = 8;

/**
 * Bytes that `count` elements take in `raw_data`, small elements packed; `undefined` for strings and for types of a
 * later ONNX.
 */
export function rawBytes(elementType: number, count: number): number | undefined {
	const elementBits = bits[elementType];
	return elementBits === undefined ? undefined : Math.ceil((count * elementBits) / 8);
}
