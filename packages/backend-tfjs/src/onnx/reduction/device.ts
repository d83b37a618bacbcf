import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";
import { FLOAT_FOLDS } from "./folds.ts";

type Reduce = (tf: TensorFlow, x: Tensor, axes: number[], keeps: boolean) => Tensor;

/** ONNX's reductions of floats by kernels. */
const REDUCTIONS: Readonly<Record<string, Reduce>> = {
	ReduceSum: (tf, x, axes, keeps) => tf.sum(x, axes, keeps),
	ReduceMean: (tf, x, axes, keeps) => tf.mean(x, axes, keeps),
	ReduceProd: (tf, x, axes, keeps) => {
		// On WebGPU it never keeps the axes.
		const products = tf.prod(x, axes);
		return keeps ? tf.reshape(products, foldedShape(x, axes, true)) : products;
	},
	ReduceMax: (tf, x, axes, keeps) => tf.max(x, axes, keeps),
	ReduceMin: (tf, x, axes, keeps) => tf.min(x, axes, keeps),
	ReduceL1: (tf, x, axes, keeps) => tf.sum(tf.abs(x), axes, keeps),
	ReduceL2: (tf, x, axes, keeps) => tf.sqrt(tf.sum(tf.square(x), axes, keeps)),
	ReduceSumSquare: (tf, x, axes, keeps) => tf.sum(tf.square(x), axes, keeps),
	ReduceLogSum: (tf, x, axes, keeps) => tf.log(tf.sum(x, axes, keeps)),
	ReduceLogSumExp: (tf, x, axes, keeps) => {
		const most = tf.max(x, axes, true);
		const shift = tf.where(tf.isFinite(most), most, tf.zerosLike(most));
		const logs = tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, shift)), axes, true)), shift);
		return keeps ? logs : tf.squeeze(logs, axes);
	},
};

/** The names of all reductions. */
export const REDUCTION_NAMES: readonly string[] = Object.keys(REDUCTIONS);

/** ONNX's reduction `name` of floats over `axes`, which stay with size 1 or go. */
export function reduceOnDevice(tf: TensorFlow, name: string, x: Tensor, axes: number[], keeps: boolean): Tensor {
	if (x.size > 0) return (REDUCTIONS[name] as Reduce)(tf, x, axes, keeps);
	return tf.fill(foldedShape(x, axes, keeps), ofNone(name));
}

function foldedShape(x: Tensor, axes: readonly number[], keeps: boolean): number[] {
	return x.shape.flatMap((size, axis) => (axes.includes(axis) ? (keeps ? [1] : []) : [size]));
}

/** What folding no elements at all gives. */
function ofNone(name: string): number {
	const { start = Number.NEGATIVE_INFINITY, end } = FLOAT_FOLDS[name] ?? {};
	return end === undefined ? start : end(start, 0);
}
