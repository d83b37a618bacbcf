import { elementCount } from "@polyinfer/core";
import type { Call } from "../call.ts";
import { MOVABLE } from "../device-types.ts";
import { stridesOf } from "../host/strides.ts";
import { newHostArray } from "../host-tensor.ts";
import { type Layout, layOut } from "../layout.ts";
import type { Operators } from "../operator.ts";
import { padTensor } from "../pad-tensor.ts";
import { checkSize, normalizeAxis } from "../sizes.ts";
import type { Value } from "../value.ts";
import { anyLayout } from "./any-layout.ts";

/** Rows before and after, for each axis; below 0 they are cut off. Attributes before version 11, inputs since. */
function padsOf(call: Call): [number, number][] {
	const { rank, shape } = call.input(0);
	const given = (call.opset < 11 ? call.ints("pads", undefined) : call.integers(1)) ?? [];
	const axes = call.integers(3)?.map((axis) => normalizeAxis(axis, rank)) ?? shape.map((_, axis) => axis);
	const pads = shape.map((): [number, number] => [0, 0]);
	for (const [i, axis] of axes.entries()) pads[axis] = [given[i] ?? 0, given[axes.length + i] ?? 0];
	checkSize(shape.map((size, axis) => Math.max(0, size + (pads[axis]?.[0] ?? 0) + (pads[axis]?.[1] ?? 0))));
	return pads;
}

/** For each place of a padded axis the place that it repeats; -1: none. */
function sources(size: number, [before, after]: readonly [number, number], mode: string): Int32Array {
	return Int32Array.from({ length: Math.max(0, size + before + after) }, (_, i) => {
		const at = i - before;
		if (at >= 0 && at < size) return at;
		if (size === 0 || mode === "constant") return -1;
		if (mode === "edge") return at < 0 ? 0 : size - 1;
		if (mode === "wrap") return ((at % size) + size) % size;
		const period = Math.max(1, 2 * (size - 1));
		const within = ((at % period) + period) % period;
		return within < size ? within : period - within;
	});
}

function pad(call: Call): Value {
	const { tf } = call;
	const value = call.input(0);
	const mode = call.text("mode", "constant");
	const layout: Layout = anyLayout([value]);
	const pads = layOut(layout, padsOf(call));
	let x = value.as(layout);
	if (mode === "constant" && pads.every(([before, after]) => before >= 0 && after >= 0)) {
		const filling = call.opset < 11 ? call.float("value", 0) : (call.scalar(2) ?? 0);
		return call.give(padTensor(tf, x, pads, filling), undefined, layout);
	}
	for (const [axis, rows] of pads.entries()) {
		if (rows[0] === 0 && rows[1] === 0) continue;
		const at = sources(x.shape[axis] as number, rows, mode);
		if (at.includes(-1)) return call.give(padCut(call, value, layout), undefined, layout);
		x = tf.gather(x, tf.tensor1d(at, "int32"), axis);
	}
	return call.give(tf.clone(x), undefined, layout);
}

/** Some axes cut, others filled. */
function padCut(call: Call, value: Value, layout: Layout) {
	const { tf } = call;
	const x = value.as(layout);
	const pads = layOut(layout, padsOf(call));
	const begin = pads.map(([before]) => Math.max(0, -before));
	const size = x.shape.map((whole, i) =>
		Math.max(0, whole + Math.min(0, pads[i]?.[0] ?? 0) + Math.min(0, pads[i]?.[1] ?? 0)),
	);
	const filling = call.opset < 11 ? call.float("value", 0) : (call.scalar(2) ?? 0);
	return tf.pad(
		tf.slice(x, begin, size),
		pads.map(([b, a]): [number, number] => [Math.max(0, b), Math.max(0, a)]),
		filling,
	);
}

function padOnHost(call: Call): Value {
	const { dtype, shape, data } = call.host(0);
	const mode = call.text("mode", "constant");
	const at = padsOf(call).map((rows, axis) => sources(shape[axis] as number, rows, mode));
	const result = at.map(({ length }) => length);
	const strides = stridesOf(shape);
	const filling =
		call.opset < 11 ? call.float("value", 0) : (call.inputs[2]?.host.data[0] ?? newHostArray(dtype, 1)[0]);
	const own = stridesOf(result);
	return call.fill(dtype, result, elementCount(result), (i) => {
		let place = 0;
		for (const [axis, stride] of own.entries()) {
			const source = at[axis]?.[Math.floor(i / stride) % (result[axis] as number)] as number;
			if (source < 0) return filling as number;
			place += source * (strides[axis] as number);
		}
		return data[place] as number;
	});
}

export const pads: Operators = {
	Pad: {
		types: MOVABLE,
		reads: [1, 2, 3],
		run: pad,
		host: padOnHost,
	},
};
