import { InferenceError } from "@polyinfer/core";
import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";
import { addAll } from "../add-all.ts";

/** Added to the standard deviation by MeanVarianceNormalization, by its definition. */
const MVN_EPSILON = 1e-9;

/** ONNX's InstanceNormalization of [n, c, ...space], with a scale and a bias for each channel. */
export function instanceNormalization(tf: TensorFlow, x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor {
	return perChannel(tf, standardized(tf, x, spaceOf(x), epsilon), scale, bias);
}

/** ONNX's GroupNormalization, with a scale and a bias for each group (operator set 18) or channel. */
export function groupNormalization(
	tf: TensorFlow,
	x: Tensor,
	scale: Tensor,
	bias: Tensor,
	{ groups, epsilon }: { readonly groups: number; readonly epsilon: number },
): Tensor {
	const [batch = 1, channels = 1] = x.shape;
	const grouped = tf.reshape(x, [batch, groups, -1]);
	const standard = standardized(tf, grouped, [2], epsilon);
	if (scale.size === channels) return perChannel(tf, tf.reshape(standard, x.shape), scale, bias);
	return tf.reshape(perChannel(tf, standard, scale, bias), x.shape);
}

/** ONNX's MeanVarianceNormalization over `axes`. */
export function meanVarianceNormalization(tf: TensorFlow, x: Tensor, axes: number[]): Tensor {
	const centered = tf.sub(x, tf.mean(x, axes, true));
	return tf.div(centered, tf.add(tf.sqrt(tf.mean(tf.square(centered), axes, true)), MVN_EPSILON));
}

/** ONNX's LpNormalization: rows along `axis` over their length. A row of zeros stays one. */
export function lpNormalization(tf: TensorFlow, x: Tensor, axis: number, p: 1 | 2): Tensor {
	const length = p === 1 ? tf.sum(tf.abs(x), axis, true) : tf.sqrt(tf.sum(tf.square(x), axis, true));
	return tf.div(x, tf.where(tf.equal(length, 0), tf.onesLike(length), length));
}

/** ONNX's LRN: over a power of the squares' sum in a window of channels, of which the larger half comes after. */
export function localResponseNormalization(
	tf: TensorFlow,
	x: Tensor,
	{ size, alpha, beta, bias }: Readonly<Record<"size" | "alpha" | "beta" | "bias", number>>,
): Tensor {
	if (!(size >= 1))
		throw new InferenceError("INVALID_ARGUMENT", `Expected a size of 1 and above but received ${size}.`);
	// A window reaches all channels, at most.
	const reach = (x.shape[1] as number) - 1;
	const before = Math.min(Math.floor((size - 1) / 2), reach);
	const width = before + Math.min(size - 1 - Math.floor((size - 1) / 2), reach) + 1;
	const padding = x.shape.map((_, i): [number, number] => (i === 1 ? [before, width - 1 - before] : [0, 0]));
	const squares = tf.pad(tf.square(x), padding);
	const windows = Array.from({ length: width }, (_, offset) =>
		tf.slice(
			squares,
			x.shape.map((_, i) => (i === 1 ? offset : 0)),
			x.shape,
		),
	);
	return tf.div(x, tf.pow(tf.add(tf.mul(addAll(tf, windows), alpha / size), bias), beta));
}

function standardized(tf: TensorFlow, x: Tensor, axes: number[], epsilon: number): Tensor {
	const centered = tf.sub(x, tf.mean(x, axes, true));
	return tf.mul(centered, tf.rsqrt(tf.add(tf.mean(tf.square(centered), axes, true), epsilon)));
}

function perChannel(tf: TensorFlow, x: Tensor, scale: Tensor, bias: Tensor): Tensor {
	const shape = [scale.size, ...x.shape.slice(2).map(() => 1)];
	return tf.add(tf.mul(x, tf.reshape(scale, shape)), tf.reshape(bias, shape));
}

function spaceOf(x: Tensor): number[] {
	return Array.from({ length: x.rank - 2 }, (_, i) => i + 2);
}
