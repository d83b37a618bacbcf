import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import type { Element } from "../host/broadcast.ts";
import { broadcastStrides, placesOf } from "../host/strides.ts";
import { type HostArray, newHostArray } from "../host-tensor.ts";
import { axisIn, type Layout } from "../layout.ts";
import type { Operator, Operators } from "../operator.ts";
import { normalizeAxis } from "../sizes.ts";
import type { Value } from "../value.ts";
import { anyLayout } from "./any-layout.ts";

type Kernel = (tf: TensorFlow, x: TensorFlowTensor, axes: number[], keep: boolean) => TensorFlowTensor;
type Fold = (all: Element, x: Element) => number | bigint;

/** The version in which axes became an input: 13 for sums, 18 for all others. */
function axesOf(call: Call, since: number): number[] {
	const { rank } = call.input(0);
	const axes = call.axes(1, since)?.map((axis) => normalizeAxis(axis, rank)) ?? [];
	if (axes.length > 0 || call.int("noop_with_empty_axes", 0) !== 0) return axes;
	return Array.from({ length: rank }, (_, axis) => axis);
}

function reduction(kernel: Kernel, fold?: Fold, since = 18): Operator {
	return {
		reads: [1],
		run: (call) => {
			const value = call.input(0);
			const axes = axesOf(call, since);
			const keep = call.int("keepdims", 1) !== 0;
			const layout: Layout = keep ? anyLayout([value]) : "plain";
			const laid = axes.map((axis) => axisIn(layout, value.rank, axis));
			return call.give(kernel(call.tf, value.as(layout), laid, keep), undefined, layout);
		},
		...(fold && {
			host: (call) => onHost(call, axesOf(call, since), fold),
			prefersHost: (call) => isInteger(call.input(0)),
		}),
	};
}

function isInteger({ dtype }: Value): boolean {
	return !dtype.includes("float");
}

/** Elements one after the other; sums of floats in float64. */
function onHost(call: Call, axes: readonly number[], fold: Fold): Value {
	const { dtype, shape, data } = call.host(0);
	const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
	const places = placesOf(shape, broadcastStrides(kept, shape));
	const length = kept.reduce((all, size) => all * size, 1);
	const working: HostArray = dtype === "float32" ? new Float64Array(length) : newHostArray(dtype, length);
	const begun = new Uint8Array(length);
	for (let i = 0; i < data.length; i++) {
		const at = places[i] as number;
		working[at] = (begun[at] ? fold(working[at] as Element, data[i] as Element) : data[i]) as Element;
		begun[at] = 1;
	}
	const result = call.int("keepdims", 1) !== 0 ? kept : shape.filter((_, axis) => !axes.includes(axis));
	return call.fill(dtype, result, length, (i) => working[i] as Element);
}

/** The position of the largest or smallest element along an axis; the first of equals, or the last. */
function position(kernel: "argMax" | "argMin"): Operator {
	return {
		run: (call) => {
			const { tf } = call;
			const value = call.input(0);
			const axis = call.axis(value.rank, 0);
			const last = call.int("select_last_index", 0) !== 0;
			const x = value.as("plain");
			let y: TensorFlowTensor = tf[kernel](last ? tf.reverse(x, axis) : x, axis);
			if (last) y = tf.sub((value.shape[axis] as number) - 1, y);
			return call.give(call.int("keepdims", 1) !== 0 ? tf.expandDims(y, axis) : y, "int64");
		},
		gives: () => ["int64"],
	};
}

const pick =
	(wanted: (x: Element, all: Element) => boolean): Fold =>
	(all, x) =>
		wanted(x, all) ? x : all;

export const reductions: Operators = {
	ReduceSum: reduction(
		(tf, x, axes, keep) => tf.sum(x, axes, keep),
		(all, x) => all + x,
		13,
	),
	ReduceMean: reduction((tf, x, axes, keep) => tf.mean(x, axes, keep)),
	ReduceMax: reduction(
		(tf, x, axes, keep) => tf.max(x, axes, keep),
		pick((x, all) => x > all),
	),
	ReduceMin: reduction(
		(tf, x, axes, keep) => tf.min(x, axes, keep),
		pick((x, all) => x < all),
	),
	ReduceProd: reduction(
		(tf, x, axes, keep) => tf.prod(x, axes, keep),
		(all, x) => all * x,
	),
	ReduceL1: reduction((tf, x, axes, keep) => tf.sum(tf.abs(x), axes, keep)),
	ReduceL2: reduction((tf, x, axes, keep) => tf.sqrt(tf.sum(tf.square(x), axes, keep))),
	ReduceSumSquare: reduction((tf, x, axes, keep) => tf.sum(tf.square(x), axes, keep)),
	ReduceLogSum: reduction((tf, x, axes, keep) => tf.log(tf.sum(x, axes, keep))),
	ReduceLogSumExp: reduction((tf, x, axes, keep) => tf.logSumExp(x, axes, keep)),
	ArgMax: position("argMax"),
	ArgMin: position("argMin"),
};
