import { InferenceError } from "@polyinfer/core";
import type { Call } from "../call.ts";
import type { HostTensor } from "../host-tensor.ts";
import type { Operator, Operators } from "../operator.ts";
import { centerCropPad } from "../pattern/center-crop-pad.ts";
import { col2im } from "../pattern/col2im.ts";
import { cumulative } from "../pattern/cumulative.ts";
import { maxUnpool } from "../pattern/max-unpool.ts";
import { oneHot } from "../pattern/one-hot.ts";
import { reverseSequence } from "../pattern/reverse-sequence.ts";
import { trilu } from "../pattern/trilu.ts";
import { normalizeAxis } from "../sizes.ts";

const given = (call: Call, { dtype, shape, data }: HostTensor) => call.giveHost(dtype, shape, data);

const running = (operation: "sum" | "product"): Operator => ({
	host: (call) =>
		given(
			call,
			cumulative(call.host(0), operation, {
				axis: normalizeAxis(call.scalar(1) ?? 0, call.input(0).rank),
				exclusive: call.int("exclusive", 0) === 1,
				reverse: call.int("reverse", 0) === 1,
			}),
		),
});

/** Operators that move, count or mask elements by their places; on the host, for all element types. */
export const patterns: Operators = {
	CumSum: running("sum"),
	CumProd: running("product"),
	ReverseSequence: {
		host: (call) => {
			const lengths = call.integers(1) ?? [];
			return given(call, reverseSequence(call.host(0), lengths, call.int("batch_axis", 1), call.int("time_axis", 0)));
		},
	},
	OneHot: {
		typed: 2,
		host: (call) => {
			const axis = normalizeAxis(call.int("axis", -1), call.input(0).rank + 1);
			return given(call, oneHot(call.host(0), Math.trunc(call.scalar(1) ?? 0), call.host(2), axis));
		},
	},
	Trilu: {
		host: (call) => given(call, trilu(call.host(0), call.scalar(1) ?? 0, call.int("upper", 1) === 1)),
	},
	CenterCropPad: {
		host: (call) => {
			const x = call.host(0);
			const axes = call.ints("axes", [...x.shape.keys()]).map((axis) => normalizeAxis(axis, x.shape.length));
			const sizes = call.integers(1) ?? [];
			const target = x.shape.map((size, axis) => (axes.includes(axis) ? (sizes[axes.indexOf(axis)] ?? size) : size));
			return given(call, centerCropPad(x, target));
		},
	},
	Col2Im: {
		host: (call) => {
			const [picture, block] = [call.integers(1) ?? [], call.integers(2) ?? []];
			const dilations = call.ints(
				"dilations",
				picture.map(() => 1),
			);
			const strides = call.ints(
				"strides",
				picture.map(() => 1),
			);
			const pads = call.ints(
				"pads",
				[...picture, ...picture].map(() => 0),
			);
			return given(call, col2im(call.host(0), picture, { block, dilations, pads, strides }));
		},
	},
	MaxUnpool: {
		host: (call) => given(call, maxUnpool(call.host(0), call.host(1), call.integers(2) ?? unpooledShape(call))),
	},
};

function unpooledShape(call: Call): number[] {
	const [batch = 1, channels = 1, ...space] = call.input(0).shape;
	const kernel = call.ints("kernel_shape", undefined);
	if (kernel === undefined) throw new InferenceError("INVALID_MODEL", "Expected an attribute `kernel_shape`.");
	const strides = call.ints(
		"strides",
		space.map(() => 1),
	);
	const pads = call.ints(
		"pads",
		[...space, ...space].map(() => 0),
	);
	const sizes = space.map((size, i) => {
		const padding = (pads[i] as number) + (pads[i + space.length] as number);
		return (size - 1) * (strides[i] as number) - padding + (kernel[i] as number);
	});
	return [batch, channels, ...sizes];
}
