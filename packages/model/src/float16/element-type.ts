/** Numbers of `TensorProto.DataType` that the rewriting to float16 speaks of. */
export const ELEMENT: {
	readonly unknown: 0;
	readonly float32: 1;
	readonly uint8: 2;
	readonly int8: 3;
	readonly int32: 6;
	readonly int64: 7;
	readonly string: 8;
	readonly bool: 9;
	readonly float16: 10;
} = { unknown: 0, float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, string: 8, bool: 9, float16: 10 };

/** Signed and unsigned integers of 8 to 64 bits. */
export function isInteger(elementType: number): boolean {
	return (elementType >= 2 && elementType <= 7) || elementType === 12 || elementType === 13;
}
