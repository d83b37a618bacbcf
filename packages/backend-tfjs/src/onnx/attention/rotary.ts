import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";

/** What ONNX's RotaryEmbedding is told. */
export interface RotaryOptions {
	/** Pairs are neighbours rather than halves. */
	readonly interleaved: boolean;
	/** How many numbers of a head are turned; 0: all. */
	readonly dimension: number;
}

/**
 * ONNX's RotaryEmbedding of `x` [batch, length, heads, size] by `cos` and `sin`, [batch, length, half of what is turned].
 */
export function rotaryEmbedding(
	tf: TensorFlow,
	x: Tensor,
	cos: Tensor,
	sin: Tensor,
	{ interleaved, dimension }: RotaryOptions,
): Tensor {
	const [batch, length, heads, size] = x.shape as [number, number, number, number];
	const turned = dimension === 0 ? size : dimension;
	const pair = interleaved ? [turned / 2, 2] : [2, turned / 2];
	const axis = interleaved ? 4 : 3;
	const pairs = tf.reshape(tf.slice(x, [0, 0, 0, 0], [batch, length, heads, turned]), [batch, length, heads, ...pair]);
	const [first, second] = tf.unstack(pairs, axis) as [Tensor, Tensor];
	const [c, s] = [tf.expandDims(cos, 2), tf.expandDims(sin, 2)];
	const real = tf.sub(tf.mul(first, c), tf.mul(second, s));
	const imaginary = tf.add(tf.mul(first, s), tf.mul(second, c));
	const done = tf.reshape(tf.stack([real, imaginary], axis), [batch, length, heads, turned]);
	if (turned === size) return done;
	return tf.concat([done, tf.slice(x, [0, 0, 0, turned], [batch, length, heads, size - turned])], 3);
}
