import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";
import { addAll } from "../add-all.ts";
import { product } from "../indexing/spans.ts";
import { type GridSampling, type GridTap, gridTaps } from "./grid-taps.ts";

/**
 * ONNX's GridSample of `x` [n, ...space, channels] at `grid` [n, ...places, axes of space], whose innermost axis counts the
 * axes of space from the last one. Gives [n, ...places, channels].
 */
export function gridSample(tf: TensorFlow, x: Tensor, grid: Tensor, how: GridSampling): Tensor {
	const [batch = 1, ...rest] = x.shape;
	const channels = rest.pop() as number;
	const places = grid.shape.slice(1, -1);
	const [samples, area] = [batch * product(places), product(rest)];
	const coordinates = tf.reshape(grid, [samples, rest.length]);
	const taps = rest.map((size, axis) => {
		const column = tf.reshape(tf.slice(coordinates, [0, rest.length - 1 - axis], [samples, 1]), [samples]);
		return gridTaps(tf, column, size, how);
	});
	const pictures = Int32Array.from({ length: samples }, (_, i) => Math.floor((i * batch) / samples) * area);
	const rows = tf.reshape(x, [batch * area, channels]);
	const origin: GridTap = { index: tf.tensor1d(pictures, "int32"), weight: undefined };
	const parts = combined(tf, origin, taps, rest).map(({ index, weight }) => {
		const pixels = tf.gather(rows, index as never);
		return weight === undefined ? pixels : tf.mul(pixels, tf.expandDims(weight, 1));
	});
	return tf.reshape(addAll(tf, parts), [batch, ...places, channels]);
}

/** Each choice of one tap along every axis, as one tap into the flattened pictures. */
function combined(
	tf: TensorFlow,
	origin: GridTap,
	taps: readonly (readonly GridTap[])[],
	space: readonly number[],
): readonly GridTap[] {
	let all: readonly GridTap[] = [origin];
	for (const [axis, along] of taps.entries()) {
		const stride = tf.scalar(product(space.slice(axis + 1)), "int32");
		all = all.flatMap((outer) =>
			along.map((tap) => ({
				index: tf.add(outer.index, tf.mul(tap.index, stride)),
				weight: times(tf, outer.weight, tap.weight),
			})),
		);
	}
	return all;
}

function times(tf: TensorFlow, a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return tf.mul(a, b);
}
