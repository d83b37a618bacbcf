import { type DType, InferenceError } from "@polyinfer/core";

/** Least and largest number of the integer types that ONNX quantizes to. */
const RANGES: { readonly [D in DType]?: readonly [least: number, most: number] } = {
	uint8: [0, 255],
	int8: [-128, 127],
	uint16: [0, 65_535],
	int16: [-32_768, 32_767],
};

/** The range of a quantized type. Throws UNSUPPORTED for others. */
export function rangeOf(dtype: DType): readonly [least: number, most: number] {
	const range = RANGES[dtype];
	if (range === undefined)
		throw new InferenceError(
			"UNSUPPORTED",
			`Expected one of ${Object.keys(RANGES).join(", ")} as a quantized type but received ${dtype}.`,
		);
	return range;
}
