import { InferenceError } from "@polyinfer/core";
import { type HostTensor, newHostArray, roundTo } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";

/** What ONNX's losses are told. */
export interface LossOptions {
	readonly weight?: HostTensor | undefined;
	/** Targets of this number count for nothing. */
	readonly ignored?: number | undefined;
	readonly reduction: string;
}

/** ONNX's NegativeLogLikelihoodLoss of `x` [n, classes, ...space] at `target` [n, ...space]. */
export function negativeLogLikelihood(
	x: HostTensor,
	target: HostTensor,
	{ weight, ignored, reduction }: LossOptions,
): HostTensor {
	const [, classes = 1, ...space] = x.shape;
	const inner = product(space);
	const losses = newHostArray(x.dtype, target.data.length) as Float32Array;
	let [sum, weights] = [0, 0];
	for (let i = 0; i < losses.length; i++) {
		const label = Number(target.data[i]);
		if (label === ignored) continue;
		if (label < 0 || label >= classes)
			throw new InferenceError("INVALID_ARGUMENT", `Expected a target from 0 to ${classes - 1} but received ${label}.`);
		const own = weight === undefined ? 1 : Number(weight.data[label]);
		const at = (Math.floor(i / inner) * classes + label) * inner + (i % inner);
		const loss = -Number(x.data[at]) * own;
		losses[i] = roundTo(x.dtype, loss);
		sum += loss;
		weights += own;
	}
	if (reduction === "none") return { dtype: x.dtype, shape: target.shape, data: losses };
	const data = newHostArray(x.dtype, 1);
	data[0] = roundTo(x.dtype, reduction === "sum" ? sum : sum / weights);
	return { dtype: x.dtype, shape: [], data };
}

/** The logarithm of the softmax over axis 1. */
export function logSoftmaxOfClasses(x: HostTensor): HostTensor {
	const [batch = 1, classes = 1, ...space] = x.shape;
	const inner = product(space);
	const data = newHostArray(x.dtype, x.data.length) as Float32Array;
	for (let row = 0; row < batch * inner; row++) {
		const first = Math.floor(row / inner) * classes * inner + (row % inner);
		let most = Number.NEGATIVE_INFINITY;
		for (let label = 0; label < classes; label++) most = Math.max(most, Number(x.data[first + label * inner]));
		let sum = 0;
		for (let label = 0; label < classes; label++) sum += Math.exp(Number(x.data[first + label * inner]) - most);
		for (let label = 0; label < classes; label++) {
			const at = first + label * inner;
			data[at] = roundTo(x.dtype, Number(x.data[at]) - most - Math.log(sum));
		}
	}
	return { dtype: x.dtype, shape: x.shape, data };
}
