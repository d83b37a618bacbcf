import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";

/** Axes from `axis` on are normalized together. */
interface LayerOptions {
	readonly axis: number;
	readonly epsilon: number;
}

/** ONNX's LayerNormalization, with the mean and 1 over the standard deviation of each row. */
export function layerNormalization(
	tf: TensorFlow,
	x: Tensor,
	scale: Tensor,
	bias: Tensor | undefined,
	{ axis, epsilon }: LayerOptions,
): { readonly y: Tensor; readonly mean: Tensor; readonly inverse: Tensor } {
	const axes = axesFrom(x, axis);
	const mean = tf.mean(x, axes, true);
	const centered = tf.sub(x, mean);
	const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centered), axes, true), epsilon));
	const scaled = tf.mul(tf.mul(centered, inverse), scale);
	return { y: bias === undefined ? scaled : tf.add(scaled, bias), mean, inverse };
}

/** ONNX's RMSNormalization. */
export function rmsNormalization(tf: TensorFlow, x: Tensor, scale: Tensor, { axis, epsilon }: LayerOptions): Tensor {
	const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), axesFrom(x, axis), true), epsilon));
	return tf.mul(tf.mul(x, inverse), scale);
}

function axesFrom(x: Tensor, axis: number): number[] {
	return Array.from({ length: x.rank - axis }, (_, i) => axis + i);
}
