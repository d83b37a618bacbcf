import { InferenceError } from "@polyinfer/core";

/** One resized axis. */
export interface ResizedAxis {
	readonly axis: number;
	readonly inputSize: number;
	readonly outputSize: number;
	readonly scale: number;
	/** Region of interest, as parts of the input's size: `tf_crop_and_resize` only. */
	readonly roi: readonly [start: number, end: number];
}

type Transform = (x: number, axis: ResizedAxis) => number;

const halfPixel: Transform = (x, { scale }) => (x + 0.5) / scale - 0.5;

/** ONNX's `coordinate_transformation_mode`s: where in the input the pixel `x` of the output is. */
const TRANSFORMS: Readonly<Record<string, Transform>> = {
	half_pixel: halfPixel,
	half_pixel_symmetric: (x, axis) => {
		const { inputSize, outputSize, scale } = axis;
		return (inputSize / 2) * (1 - outputSize / (scale * inputSize)) + halfPixel(x, axis);
	},
	pytorch_half_pixel: (x, axis) => (axis.outputSize > 1 ? halfPixel(x, axis) : 0),
	align_corners: (x, { inputSize, outputSize }) => (outputSize === 1 ? 0 : (x * (inputSize - 1)) / (outputSize - 1)),
	asymmetric: (x, { scale }) => x / scale,
	tf_half_pixel_for_nn: (x, { scale }) => (x + 0.5) / scale,
	tf_crop_and_resize: (x, { inputSize, outputSize, roi: [start, end] }) =>
		outputSize > 1
			? start * (inputSize - 1) + (x * (end - start) * (inputSize - 1)) / (outputSize - 1)
			: 0.5 * (start + end) * (inputSize - 1),
};

/** True for a mode that {@link sourceCoordinates} takes. */
export function isCoordinateTransform(mode: string): boolean {
	return mode in TRANSFORMS;
}

/** The source coordinates of all pixels along an axis. Throws UNSUPPORTED for an unknown mode. */
export function sourceCoordinates(mode: string, axis: ResizedAxis): Float64Array {
	const transform = TRANSFORMS[mode];
	if (transform === undefined)
		throw new InferenceError(
			"UNSUPPORTED",
			`Expected one of ${Object.keys(TRANSFORMS).join(", ")} as coordinate_transformation_mode but received ${mode}.`,
		);
	return Float64Array.from({ length: axis.outputSize }, (_, x) => transform(x, axis));
}
