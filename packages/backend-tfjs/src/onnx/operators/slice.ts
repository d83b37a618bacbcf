import { InferenceError } from "@polyinfer/core";
import type { Call } from "../call.ts";
import { MOVABLE } from "../device-types.ts";
import { stridesOf } from "../host/strides.ts";
import { takeStrided } from "../host/take.ts";
import { layOut } from "../layout.ts";
import type { Operators } from "../operator.ts";
import { normalizeAxis } from "../sizes.ts";
import type { Value } from "../value.ts";
import { anyLayout } from "./any-layout.ts";

/** What is taken of each axis: `count` elements from `start` on, `step` apart. */
interface Range {
	readonly start: number;
	readonly step: number;
	readonly count: number;
}

/** Attributes before version 10, inputs since. */
function rangesOf(call: Call): Range[] {
	const { shape, rank } = call.input(0);
	const isInput = call.opset >= 10;
	const starts = (isInput ? call.integers(1) : call.ints("starts", [])) ?? [];
	const ends = (isInput ? call.integers(2) : call.ints("ends", [])) ?? [];
	const axes = (isInput ? call.integers(3) : call.ints("axes", undefined)) ?? starts.map((_, i) => i);
	const steps = (isInput ? call.integers(4) : undefined) ?? starts.map(() => 1);
	const ranges: Range[] = shape.map((count) => ({ start: 0, step: 1, count }));
	for (const [i, given] of axes.entries()) {
		const axis = normalizeAxis(given, rank);
		const size = shape[axis] as number;
		const step = steps[i] ?? 1;
		if (step === 0) throw new InferenceError("INVALID_ARGUMENT", "Expected steps other than 0.");
		const within = (x: number, low: number, high: number): number =>
			Math.min(Math.max(x < 0 ? x + size : x, low), high);
		const start = within(starts[i] ?? 0, 0, step > 0 ? size : size - 1);
		const end = within(ends[i] ?? size, step > 0 ? 0 : -1, size);
		ranges[axis] = { start, step, count: Math.max(0, Math.ceil((end - start) / step)) };
	}
	return ranges;
}

function slice(call: Call): Value {
	const { tf } = call;
	const value = call.input(0);
	const layout = anyLayout([value]);
	const ranges = layOut(layout, rangesOf(call));
	const x = value.as(layout);
	if (ranges.some(({ count }) => count === 0))
		return call.give(
			tf.zeros(
				ranges.map(({ count }) => count),
				x.dtype,
			),
			undefined,
			layout,
		);
	// Backwards is forwards over the reversed axis.
	const backwards = ranges.flatMap(({ step }, axis) => (step < 0 ? [axis] : []));
	const forwards = ranges.map(({ start, step, count }, axis) =>
		step < 0 ? { start: (x.shape[axis] as number) - 1 - start, step: -step, count } : { start, step, count },
	);
	const turned = backwards.length === 0 ? x : tf.reverse(x, backwards);
	const begin = forwards.map(({ start }) => start);
	if (forwards.every(({ step }) => step === 1))
		return call.give(
			tf.slice(
				turned,
				begin,
				forwards.map(({ count }) => count),
			),
			undefined,
			layout,
		);
	const end = forwards.map(({ start, step, count }) => start + (count - 1) * step + 1);
	return call.give(
		tf.stridedSlice(
			turned,
			begin,
			end,
			forwards.map(({ step }) => step),
		),
		undefined,
		layout,
	);
}

function sliceOnHost(call: Call): Value {
	const tensor = call.host(0);
	const strides = stridesOf(tensor.shape);
	const ranges = rangesOf(call);
	const shape = ranges.map(({ count }) => count);
	const first = ranges.reduce((all, { start }, axis) => all + start * (strides[axis] as number), 0);
	const data = takeStrided(
		tensor,
		shape,
		ranges.map(({ step }, axis) => step * (strides[axis] as number)),
		first,
	);
	return call.giveHost(tensor.dtype, shape, data);
}

export const slices: Operators = {
	Slice: { types: MOVABLE, reads: [1, 2, 3, 4], run: slice, host: sliceOnHost },
};
