import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { ResizedAxis } from "./coordinates.ts";
import { type Interpolation, tapsOf } from "./taps.ts";

/**
 * ONNX's Resize of the rows and columns of a channels-last picture (`axes` 1 and 2) by the one kernel of TensorFlow.js
 * that does the same; `undefined` where none does.
 */
export function resizeByKernel(
	tf: TensorFlow,
	x: Tensor4D,
	axes: readonly ResizedAxis[],
	how: Interpolation,
): TensorFlowTensor | undefined {
	const sizeOf = (at: number): number => axes.find(({ axis }) => axis === at)?.outputSize ?? (x.shape[at] as number);
	const size: [number, number] = [sizeOf(1), sizeOf(2)];
	if (x.size === 0 || size.includes(0)) return undefined;
	if (how.mode === "nearest")
		return axes.every((axis) => isNearestOfKernel(axis, how)) ? tf.image.resizeNearestNeighbor(x, size) : undefined;
	const isScaled = axes.every(({ inputSize, outputSize, scale }) => scale * inputSize === outputSize);
	if (how.mode !== "linear" || how.antialias || !isScaled) return undefined;
	if (how.coordinates === "asymmetric") return tf.image.resizeBilinear(x, size);
	if (how.coordinates === "align_corners") return tf.image.resizeBilinear(x, size, true);
	const isHalf = how.coordinates === "half_pixel" || (how.coordinates === "pytorch_half_pixel" && !size.includes(1));
	return isHalf ? tf.image.resizeBilinear(x, size, false, true) : undefined;
}

/** True where the kernel takes the same elements, in the arithmetic of every backend. */
function isNearestOfKernel(axis: ResizedAxis, how: Interpolation): boolean {
	const { indices, inside } = tapsOf(axis, how);
	const step = axis.inputSize / axis.outputSize;
	const isSame = (at: number, i: number): boolean =>
		at === Math.floor(i * step) && at === Math.floor(Math.fround(i * Math.fround(step)));
	return inside === undefined && (indices[0] as Int32Array).every(isSame);
}
