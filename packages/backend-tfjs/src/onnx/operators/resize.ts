import { InferenceError } from "@polyinfer/core";
import { floatsOf, stringOf } from "@polyinfer/model";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Call } from "../call.ts";
import { FLOATS, MOVABLE } from "../device-types.ts";
import { axisIn, canBeChannelsLast } from "../layout.ts";
import type { Operator, Operators, Results } from "../operator.ts";
import { isCoordinateTransform } from "../resize/coordinates.ts";
import { resizeByKernel } from "../resize/kernel.ts";
import { resize } from "../resize/resize.ts";
import { type ResizeTarget, resizedAxes } from "../resize/sizes.ts";
import type { Interpolation } from "../resize/taps.ts";
import { checkSize, normalizeAxis } from "../sizes.ts";

const MODES = ["nearest", "linear", "cubic"] as const;

/** Resize and its forerunner. The newest operator set is the general one. */
export const resizes: Operators = {
	Resize: {
		since: 10,
		types: MOVABLE,
		reads: [1, 2, 3],
		gives: ([x]) => [x],
		refuses(node) {
			const mode = stringOf(node, "mode", "nearest");
			if (!MODES.some((known) => known === mode)) return `the mode ${mode} is unknown`;
			const coordinates = stringOf(node, "coordinate_transformation_mode", "half_pixel");
			return isCoordinateTransform(coordinates) ? undefined : `the coordinate transform ${coordinates} is unknown`;
		},
		run: (call) => (call.opset < 11 ? upsample(call, call.host(1).data) : run(call)),
	},
	Upsample: {
		since: 7,
		types: MOVABLE,
		reads: [1],
		gives: ([x]) => [x],
		run: (call) => upsample(call, call.opset < 9 ? floatsOf(call.node, "scales") : call.host(1).data),
	} satisfies Operator,
};

/** Before operator set 11 coordinates are asymmetric, and the nearest pixel is one before (shrinking: after). */
function upsample(call: Call, factors: ArrayLike<unknown>): Results {
	const scales = Array.from(factors, Number);
	const how = { ...interpolation(call), coordinates: "asymmetric", nearest: "simple", antialias: false };
	return resized(call, { axes: [...scales.keys()], scales, policy: "stretch", coordinates: "asymmetric" }, how);
}

function run(call: Call): Results {
	const { rank } = call.input(0);
	const all = Array.from({ length: rank }, (_, axis) => axis);
	const axes = call.ints("axes", undefined)?.map((axis) => normalizeAxis(axis, rank)) ?? all;
	const numbers = (index: number): readonly number[] | undefined => {
		const given = call.integers(index);
		return given === undefined || given.length === 0 ? undefined : given;
	};
	const [roi, scales, sizes] = [numbers(1), numbers(2), numbers(3)];
	const how = interpolation(call);
	const target: ResizeTarget = {
		axes,
		...(roi && { roi }),
		...(sizes ? { sizes } : scales && { scales }),
		policy: call.text("keep_aspect_ratio_policy", "stretch"),
		coordinates: how.coordinates,
	};
	return resized(call, target, how);
}

function interpolation(call: Call): Interpolation & { readonly extrapolation: number } {
	return {
		mode: call.text("mode", "nearest") as Interpolation["mode"],
		coordinates: call.text("coordinate_transformation_mode", "half_pixel"),
		nearest: call.text("nearest_mode", "round_prefer_floor"),
		cubicA: call.float("cubic_coeff_a", -0.75),
		excludeOutside: call.int("exclude_outside", 0) !== 0,
		antialias: call.int("antialias", 0) !== 0,
		extrapolation: call.float("extrapolation_value", 0),
	};
}

function resized(call: Call, target: ResizeTarget, how: Interpolation & { readonly extrapolation: number }): Results {
	const { tf } = call;
	const { dtype, shape, rank } = call.input(0);
	if (how.mode !== "nearest" && !FLOATS.includes(dtype))
		throw new InferenceError("UNSUPPORTED", `Resize of ${dtype} in mode ${how.mode} is not mapped to TensorFlow.js.`);
	const axes = resizedAxes(shape, target);
	checkSize(shape.map((size, axis) => axes.find((each) => each.axis === axis)?.outputSize ?? size));
	const isSpatial = canBeChannelsLast(rank) && axes.every(({ axis }) => axis > 1);
	const layout = isSpatial ? "channels-last" : "plain";
	const x = call.input(0).as(layout);
	const laid = axes.map((axis) => ({ ...axis, axis: axisIn(layout, rank, axis.axis) }));
	const whole = isSpatial && rank === 4 ? resizeByKernel(tf, x as Tensor4D, laid, how) : undefined;
	return call.give(whole ?? resize(tf, x, laid, how), dtype, layout);
}
