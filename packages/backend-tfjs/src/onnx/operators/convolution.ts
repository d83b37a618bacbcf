import { InferenceError } from "@polyinfer/core";
import type { Tensor3D, Tensor4D, Tensor5D } from "@tensorflow/tfjs-core";
import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import type { Operators } from "../operator.ts";
import { padTensor } from "../pad-tensor.ts";
import { checkSize } from "../sizes.ts";
import type { Value } from "../value.ts";
import { activate } from "./activate.ts";
import { explicitPadding, type Window, windowOf } from "./window.ts";

function convolve(call: Call): Value {
	const [input, weights] = [call.input(0), call.input(1)];
	const [, channels = 0, ...space] = input.shape;
	const [filters = 0, depth = 0, ...sizes] = weights.shape;
	const group = call.int("group", 1);
	if (
		input.rank < 3 ||
		input.rank > 5 ||
		weights.rank !== input.rank ||
		depth * group !== channels ||
		filters % group !== 0
	)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Weights of [${weights.shape}] in ${group} groups do not fit an input of [${input.shape}].`,
		);
	const window = windowOf(call, space, call.ints("kernel_shape", sizes));
	checkSize([input.shape[0] as number, ...window.output, filters]);
	const x = input.as("channels-last");
	if (input.rank === 5) return call.give(inSpace(call, x as Tensor5D, window), undefined, "channels-last");
	const flat = input.rank === 3;
	const y = inPlane(
		call,
		flat ? call.tf.expandDims(x as Tensor3D, 1) : (x as Tensor4D),
		flat ? raised(window) : window,
		group,
	);
	return call.give(flat ? call.tf.squeeze(y, [1]) : y, undefined, "channels-last");
}

/** A window over a line as one over a plane of height 1. */
function raised({ kernel, strides, dilations, padding, overhang, output }: Window): Window {
	return {
		kernel: [1, ...kernel],
		strides: [1, ...strides],
		dilations: [1, ...dilations],
		padding: [[0, 0], ...padding],
		overhang: [0, ...overhang],
		output: [1, ...output],
	};
}

function inPlane(call: Call, x: TensorFlowTensor, window: Window, group: number): TensorFlowTensor {
	const { tf, activation } = call;
	const weights = call.input(1);
	const [filters = 0, depth = 0] = weights.shape;
	const [high = 1, wide = 1] = window.kernel;
	const [down = 1, right = 1] = window.strides;
	// The kernels take strides or dilations, not both.
	const strided = (down > 1 || right > 1) && window.dilations.some((dilation) => dilation > 1);
	const settings = {
		strides: strided ? 1 : ([down, right] as [number, number]),
		pad: explicitPadding(window.padding) as never,
		dataFormat: "NHWC" as const,
		dilations: window.dilations as [number, number],
	};
	const bias = call.inputs[2]?.as("plain") as never;
	const fused = {
		...settings,
		bias,
		...(activation && { activation: activation.name, leakyreluAlpha: activation.alpha as number }),
	};
	const filter = (key: string, make: (filter: TensorFlowTensor) => TensorFlowTensor): Tensor4D =>
		weights.form(key, () =>
			tf.tidy(() => make(tf.reshape(weights.source(), [filters, depth, high, wide]))),
		) as Tensor4D;

	let y: TensorFlowTensor;
	if (group === 1) {
		y = tf.fused.conv2d({ x: x as Tensor4D, filter: filter("filter", (w) => tf.transpose(w, [2, 3, 1, 0])), ...fused });
	} else if (depth === 1) {
		const depthwise = filter("depthwise filter", (w) =>
			tf.transpose(tf.reshape(w, [group, filters / group, high, wide]), [2, 3, 0, 1]),
		);
		y = tf.fused.depthwiseConv2d({ x: x as Tensor4D, filter: depthwise, ...fused });
	} else {
		const parts = tf.split(x as Tensor4D, group, 3).map((part, g) =>
			tf.conv2d(
				part as Tensor4D,
				filter(`filter ${g}`, (w) => tf.transpose(tf.slice(w, g * (filters / group), filters / group), [2, 3, 1, 0])),
				settings.strides,
				settings.pad,
				"NHWC",
				settings.dilations,
			),
		);
		y = activate(tf, withBias(tf, tf.concat(parts, 3), bias), activation);
	}
	return strided ? tf.stridedSlice(y, [0, 0, 0, 0], y.shape, [1, down, right, 1]) : y;
}

function inSpace(call: Call, x: Tensor5D, { strides, dilations, padding }: Window): TensorFlowTensor {
	const { tf, activation } = call;
	if (call.int("group", 1) !== 1) throw new InferenceError("UNSUPPORTED", "Groups are not mapped in three dimensions.");
	const filter = call
		.input(1)
		.form("filter", () => tf.tidy(() => tf.transpose(call.input(1).source(), [2, 3, 4, 1, 0])));
	const y = tf.conv3d(
		padTensor(tf, x, explicitPadding(padding)) as Tensor5D,
		filter as Tensor5D,
		strides as never,
		"valid",
		"NDHWC",
		dilations as never,
	);
	return activate(tf, withBias(tf, y, call.inputs[2]?.as("plain")), activation);
}

function withBias(tf: TensorFlow, y: TensorFlowTensor, bias: TensorFlowTensor | undefined): TensorFlowTensor {
	return bias === undefined ? y : tf.add(y, bias);
}

export const convolution: Operators = { Conv: { run: convolve } };
