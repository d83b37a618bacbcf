import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import { windowCounts } from "../host/window-places.ts";
import type { Operators } from "../operator.ts";
import { maxPoolOnHost, poolOnHost } from "../pooling/on-host.ts";
import type { Value } from "../value.ts";
import { explicitPadding, type Window, windowOf } from "./window.ts";

type Kind = "max" | "avg";

function poolingWindow(call: Call): Window {
	const space = call.input(0).shape.slice(2);
	return windowOf(call, space, call.ints("kernel_shape", []), call.int("ceil_mode", 0) !== 0);
}

function pool(call: Call, kind: Kind): Value {
	const { tf } = call;
	const input = call.input(0);
	const space = input.shape.slice(2);
	const { kernel, strides, dilations, padding } = poolingWindow(call);
	const flat = space.length === 1;
	const raise = <T>(sizes: readonly T[], first: T): T[] => (flat ? [first, ...sizes] : [...sizes]);
	let x = input.as("channels-last");
	if (flat) x = tf.expandDims(x, 1);
	let pads = explicitPadding(raise(padding, [0, 0] as const));
	if (kind === "avg" && countsPadding(call)) {
		x = tf.pad(x, pads);
		pads = [];
	}
	const y = tf.pool(
		x as Tensor4D,
		raise(kernel, 1) as [number, number],
		kind,
		pads.length === 0 ? "valid" : (pads as never),
		raise(dilations, 1) as [number, number],
		raise(strides, 1) as [number, number],
	);
	return call.give(flat ? tf.squeeze(y, [1]) : y, undefined, "channels-last");
}

/** TensorFlow.js pools over one or two axes. */
function isFlat(call: Call): boolean {
	const { rank } = call.input(0);
	return rank === 3 || rank === 4;
}

function countsPadding(call: Call): boolean {
	return call.int("count_include_pad", 0) !== 0;
}

function averageOnHost(call: Call): Value {
	const window = poolingWindow(call);
	const counts = countsPadding(call) ? windowCounts(call.input(0).shape.slice(2), window) : [];
	const average = (numbers: readonly number[], place: number): number =>
		numbers.reduce((sum, x) => sum + x, 0) / (counts[place] ?? numbers.length);
	const { dtype, shape, data } = poolOnHost(call.host(0), window, average);
	return call.giveHost(dtype, shape, data);
}

/** Over all of each channel. */
function globalPool(call: Call, kind: Kind): Value {
	const { tf } = call;
	const input = call.input(0);
	const [batch = 0, channels = 0, ...space] = input.shape;
	const x = input.as("channels-last");
	let y: TensorFlowTensor;
	if (input.rank === 4) {
		const [high = 1, wide = 1] = space;
		const run = kind === "max" ? tf.maxPool : tf.avgPool;
		y = run(x as Tensor4D, [high, wide], 1, "valid");
	} else {
		const axes = space.map((_, i) => i + 1);
		y = tf.reshape(kind === "max" ? tf.max(x, axes) : tf.mean(x, axes), [batch, ...space.map(() => 1), channels]);
	}
	return call.give(y, undefined, "channels-last");
}

export const pooling: Operators = {
	MaxPool: {
		run: (call) => pool(call, "max"),
		host: (call) =>
			maxPoolOnHost(call.host(0), poolingWindow(call), call.int("storage_order", 0) === 1).map(
				({ dtype, shape, data }) => call.giveHost(dtype, shape, data),
			),
		prefersHost: (call) => call.outputs > 1 || !isFlat(call),
		gives: ([x]) => [x, "int64"],
	},
	AveragePool: {
		run: (call) => pool(call, "avg"),
		host: averageOnHost,
		// The kernels count what a window reaches beyond the padding as padding, too.
		prefersHost: (call) =>
			!isFlat(call) || (countsPadding(call) && poolingWindow(call).overhang.some((rows) => rows > 0)),
	},
	LpPool: {
		host: (call) => {
			const p = call.int("p", 2);
			const length = (numbers: readonly number[]): number =>
				numbers.reduce((sum, x) => sum + Math.abs(x) ** p, 0) ** (1 / p);
			const { dtype, shape, data } = poolOnHost(call.host(0), poolingWindow(call), length);
			return call.giveHost(dtype, shape, data);
		},
	},
	GlobalAveragePool: { run: (call) => globalPool(call, "avg") },
	GlobalMaxPool: { run: (call) => globalPool(call, "max") },
};
