import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import { axisIn, type Layout } from "../layout.ts";
import type { Operator, Operators } from "../operator.ts";
import { REDUCTION_NAMES, reduceOnDevice } from "../reduction/device.ts";
import { extremeAt } from "../reduction/extreme-at.ts";
import { reduceOnHost } from "../reduction/host.ts";
import { normalizeAxis } from "../sizes.ts";
import { anyLayout } from "./any-layout.ts";

/** Sums, extremes and the like over axes. Floats by kernels, all else exactly on the host. */
export const reductions: Operators = {
	...Object.fromEntries(REDUCTION_NAMES.map((name) => [name, reduction(name)])),
	ArgMax: position("argMax"),
	ArgMin: position("argMin"),
};

function reduction(name: string): Operator {
	// ReduceSum has had its axes as an input for longer than the others.
	const since = name === "ReduceSum" ? 13 : 18;
	return {
		reads: [1],
		run: (call) => {
			const value = call.input(0);
			const folded = axesOf(call, since);
			if (folded === undefined) return value;
			const keeps = call.int("keepdims", 1) !== 0;
			const layout: Layout = keeps ? anyLayout([value]) : "plain";
			const laid = folded.map((axis) => axisIn(layout, value.rank, axis));
			return call.give(reduceOnDevice(call.tf, name, value.as(layout), laid, keeps), undefined, layout);
		},
		host: (call) => {
			const folded = axesOf(call, since);
			if (folded === undefined) return call.input(0);
			const { dtype, shape, data } = reduceOnHost(name, call.host(0), folded);
			const keeps = call.int("keepdims", 1) !== 0;
			return call.giveHost(dtype, keeps ? shape : shape.filter((_, axis) => !folded.includes(axis)), data);
		},
		prefersHost: (call) => !call.input(0).dtype.includes("float"),
	};
}

/** The axes to fold: those given, else all; `undefined` where nothing is to be done (`noop_with_empty_axes`). */
function axesOf(call: Call, since: number): readonly number[] | undefined {
	const { rank } = call.input(0);
	const given = call.axes(1, since)?.map((axis) => normalizeAxis(axis, rank)) ?? [];
	if (given.length > 0) return given;
	const isNothing = call.opset >= since && call.int("noop_with_empty_axes", 0) !== 0;
	return isNothing ? undefined : Array.from({ length: rank }, (_, axis) => axis);
}

/** The position of the largest or smallest element along an axis; the first of equals, or the last. */
function position(kernel: "argMax" | "argMin"): Operator {
	return {
		gives: () => ["int64"],
		run: (call) => {
			const value = call.input(0);
			const axis = call.axis(value.rank, 0);
			const found = positions(call.tf, kernel, value.as("plain"), axis, call.int("select_last_index", 0) !== 0);
			return call.give(call.tf.reshape(found, positionShape(call, axis)), "int64");
		},
		host: (call) => {
			const x = call.host(0);
			const axis = call.axis(x.shape.length, 0);
			const lasts = call.int("select_last_index", 0) !== 0;
			return call.giveInt64(positionShape(call, axis), extremeAt(x, axis, { largest: kernel === "argMax", lasts }));
		},
	};
}

function positions(
	tf: TensorFlow,
	kernel: "argMax" | "argMin",
	x: TensorFlowTensor,
	axis: number,
	lasts: boolean,
): TensorFlowTensor {
	if (!lasts) return tf[kernel](x, axis);
	const last = tf.scalar((x.shape[axis] as number) - 1, "int32");
	return tf.sub(last, tf[kernel](tf.reverse(x, axis), axis));
}

function positionShape(call: Call, axis: number): number[] {
	const keeps = call.int("keepdims", 1) !== 0;
	return call.input(0).shape.flatMap((size, i) => (i === axis ? (keeps ? [1] : []) : [size]));
}
