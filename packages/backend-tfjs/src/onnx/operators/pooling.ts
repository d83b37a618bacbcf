import { InferenceError } from "@polyinfer/core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import type { Operators } from "../operator.ts";
import type { Value } from "../value.ts";
import { explicitPadding, windowOf } from "./window.ts";

type Kind = "max" | "avg";

function pool(call: Call, kind: Kind): Value {
	const { tf } = call;
	const input = call.input(0);
	const space = input.shape.slice(2);
	if (space.length < 1 || space.length > 2)
		throw new InferenceError("UNSUPPORTED", `Pooling over [${input.shape}] is not mapped.`);
	const { kernel, strides, dilations, padding } = windowOf(
		call,
		space,
		call.ints("kernel_shape", []),
		call.int("ceil_mode", 0) !== 0,
	);
	const flat = space.length === 1;
	const raise = <T>(sizes: readonly T[], first: T): T[] => (flat ? [first, ...sizes] : [...sizes]);
	let x = input.as("channels-last");
	if (flat) x = tf.expandDims(x, 1);
	let pads = explicitPadding(raise(padding, [0, 0] as const));
	if (kind === "avg" && call.int("count_include_pad", 0) !== 0) {
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
		refuses: ({ outputs }) => (outputs[1] ? "with indices" : undefined),
	},
	AveragePool: { run: (call) => pool(call, "avg") },
	GlobalAveragePool: { run: (call) => globalPool(call, "avg") },
	GlobalMaxPool: { run: (call) => globalPool(call, "max") },
};
