import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";
import { toFloat } from "../to-float.ts";

/** How ONNX's GridSample reads a picture. */
export interface GridSampling {
	readonly mode: "nearest" | "linear" | "cubic";
	readonly padding: "zeros" | "border" | "reflection";
	readonly alignCorners: boolean;
}

/** One of the pixels along an axis that make up each sample: where it is (int32, inside of the picture) and how much it counts. */
export interface GridTap {
	readonly index: Tensor;
	readonly weight: Tensor | undefined;
}

/** Parameter of the cubic convolution, fixed by the operator. */
const CUBIC_A = -0.75;

/** The taps along an axis of `size` pixels, for coordinates from -1 to 1. */
export function gridTaps(tf: TensorFlow, coordinates: Tensor, size: number, how: GridSampling): readonly GridTap[] {
	const { mode, padding, alignCorners } = how;
	const [least, most] = alignCorners ? [0, size - 1] : [-0.5, size - 0.5];
	const half = tf.mul(tf.add(coordinates, 1), 0.5);
	const exact = alignCorners ? tf.mul(half, size - 1) : tf.sub(tf.mul(half, size), 0.5);
	const at = mode === "nearest" ? tf.round(exact) : exact;
	const x = padding === "border" ? tf.clipByValue(at, 0, size - 1) : padding === "zeros" ? at : reflected(at);
	if (mode === "nearest") return [tapAt(x, undefined)];
	const first = tf.floor(x);
	const rest = tf.sub(x, first);
	return weightsOf(tf, mode, rest).map(([offset, weight]) => tapAt(tf.add(first, offset), weight));

	function reflected(place: Tensor): Tensor {
		const span = most - least;
		if (span === 0) return tf.zerosLike(place);
		const turned = tf.mod(tf.sub(place, least), 2 * span);
		return tf.add(tf.sub(span, tf.abs(tf.sub(turned, span))), least);
	}

	function tapAt(place: Tensor, weight: Tensor | undefined): GridTap {
		const inside = padding === "reflection" ? reflected(place) : place;
		const index = tf.cast(tf.clipByValue(inside, 0, size - 1), "int32");
		if (padding !== "zeros") return { index, weight };
		const counts = toFloat(tf, tf.logicalAnd(tf.greaterEqual(place, 0), tf.lessEqual(place, size - 1)));
		return { index, weight: weight === undefined ? counts : tf.mul(weight, counts) };
	}
}

function weightsOf(tf: TensorFlow, mode: "linear" | "cubic", rest: Tensor): [offset: number, weight: Tensor][] {
	const after = tf.sub(1, rest);
	if (mode === "linear")
		return [
			[0, after],
			[1, rest],
		];
	return [
		[-1, outerCubic(tf, tf.add(rest, 1))],
		[0, innerCubic(tf, rest)],
		[1, innerCubic(tf, after)],
		[2, outerCubic(tf, tf.add(after, 1))],
	];
}

/** Keys' cubic convolution within a pixel. */
function innerCubic(tf: TensorFlow, x: Tensor): Tensor {
	return tf.add(tf.mul(tf.mul(tf.sub(tf.mul(x, CUBIC_A + 2), CUBIC_A + 3), x), x), 1);
}

/** The same from one pixel to two. */
function outerCubic(tf: TensorFlow, x: Tensor): Tensor {
	const inner = tf.add(tf.mul(tf.sub(tf.mul(x, CUBIC_A), 5 * CUBIC_A), x), 8 * CUBIC_A);
	return tf.sub(tf.mul(inner, x), 4 * CUBIC_A);
}
