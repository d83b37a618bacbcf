import type { TensorFlow, TensorFlowTensor } from "../program.ts";

/** A plain tensor, with axes of size 1 put in front up to `rank`, in channels-last layout. */
export function toChannelsLast(tf: TensorFlow, tensor: TensorFlowTensor, rank: number): TensorFlowTensor {
	const shape = [...new Array<number>(rank - tensor.rank).fill(1), ...tensor.shape];
	const [batch = 1, channels = 1, ...space] = shape;
	return swap(tf, tensor, [batch, channels, product(space)], [batch, ...space, channels]);
}

/** The reverse. */
export function toPlain(tf: TensorFlow, tensor: TensorFlowTensor): TensorFlowTensor {
	const batch = tensor.shape[0] as number;
	const channels = tensor.shape.at(-1) as number;
	const space = tensor.shape.slice(1, -1);
	return swap(tf, tensor, [batch, product(space), channels], [batch, channels, ...space]);
}

/** Swaps the inner two of three axes; without work where one of them has size 1. */
function swap(
	tf: TensorFlow,
	tensor: TensorFlowTensor,
	three: [number, number, number],
	shape: number[],
): TensorFlowTensor {
	if (three[1] === 1 || three[2] === 1) return tf.reshape(tensor, shape);
	return tf.tidy(() => tf.reshape(tf.transpose(tf.reshape(tensor, three), [0, 2, 1]), shape));
}

function product(sizes: readonly number[]): number {
	return sizes.reduce((all, size) => all * size, 1);
}
