import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorFlow as Tf } from "../../program.ts";
import { addAll } from "../add-all.ts";
import type { ResizedAxis } from "./coordinates.ts";
import { type Interpolation, type Taps, tapsOf } from "./taps.ts";

/** From this many taps on, a matrix product is cheaper than sums of gathered rows. */
const MATRIX_TAPS = 6;

/** ONNX's Resize along the given axes, one after the other. The caller owns the result. */
export function resize(
	tf: Tf,
	x: Tensor,
	axes: readonly ResizedAxis[],
	how: Interpolation & { readonly extrapolation: number },
): Tensor {
	return tf.tidy(() => {
		let y = x;
		for (const axis of axes) y = resizeAxis(tf, y, axis, tapsOf(axis, how), how.extrapolation);
		return y === x ? tf.clone(x) : y;
	});
}

function resizeAxis(tf: Tf, x: Tensor, { axis, outputSize }: ResizedAxis, taps: Taps, extrapolation: number): Tensor {
	const along = x.shape.map((_, i) => (i === axis ? outputSize : 1));
	const y = taps.indices.length < MATRIX_TAPS ? gathered(tf, x, axis, taps, along) : multiplied(tf, x, axis, taps);
	if (taps.inside === undefined) return y;
	const inside = tf.reshape(tf.tensor1d(taps.inside, "bool"), along);
	const mask = tf.broadcastTo(inside, y.shape as [number]);
	return tf.where(mask, y, tf.fill(y.shape, extrapolation));
}

function gathered(tf: Tf, x: Tensor, axis: number, { indices, weights }: Taps, along: readonly number[]): Tensor {
	const parts = indices.map((index, k) => {
		const rows = tf.gather(x, tf.tensor1d(index, "int32"), axis);
		const weight = weights[k] as Float32Array;
		return weight.every((each) => each === 1) ? rows : tf.mul(rows, tf.reshape(tf.tensor1d(weight), [...along]));
	});
	return addAll(tf, parts);
}

/** The axis goes last, times a matrix that is 0 but for the taps. */
function multiplied(tf: Tf, x: Tensor, axis: number, { indices, weights }: Taps): Tensor {
	const [inputSize, outputSize] = [x.shape[axis] as number, indices[0]?.length ?? 0];
	const matrix = new Float32Array(inputSize * outputSize);
	for (const [k, index] of indices.entries())
		for (const [at, from] of index.entries()) {
			const place = from * outputSize + at;
			matrix[place] = (matrix[place] as number) + ((weights[k] as Float32Array)[at] as number);
		}
	const order = [...x.shape.keys()].filter((each) => each !== axis);
	const last = tf.transpose(x, [...order, axis]);
	const rows = tf.matMul(tf.reshape(last, [-1, inputSize]), tf.tensor2d(matrix, [inputSize, outputSize]));
	const back = tf.reshape(rows, [...last.shape.slice(0, -1), outputSize]);
	const inverse = x.shape.map((_, i) => (i === axis ? order.length : order.indexOf(i)));
	return tf.transpose(back, inverse);
}
