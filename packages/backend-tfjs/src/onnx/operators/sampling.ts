import { stringOf } from "@polyinfer/model";
import { MOVABLE } from "../device-types.ts";
import type { Operators } from "../operator.ts";
import { affineGrid } from "../sampling/affine-grid.ts";
import { gridSample } from "../sampling/grid-sample.ts";
import type { GridSampling } from "../sampling/grid-taps.ts";
import { roiAlign } from "../sampling/roi-align.ts";

/** Names of GridSample's modes, which operator set 20 renamed. */
const GRID_MODES: Readonly<Record<string, GridSampling["mode"]>> = {
	nearest: "nearest",
	bilinear: "linear",
	linear: "linear",
	bicubic: "cubic",
	cubic: "cubic",
};

const PADDINGS = ["zeros", "border", "reflection"];

/** Pictures read between their pixels, and pixels moved between channels and space. */
export const samplings: Operators = {
	GridSample: {
		since: 16,
		refuses: (node) => {
			const [mode, padding] = [stringOf(node, "mode", "linear"), stringOf(node, "padding_mode", "zeros")];
			if (!(mode in GRID_MODES)) return `the mode ${mode} is unknown`;
			return PADDINGS.includes(padding) ? undefined : `the padding ${padding} is unknown`;
		},
		run: (call) =>
			call.give(
				gridSample(call.tf, call.input(0).as("channels-last"), call.plain(1), {
					mode: GRID_MODES[call.text("mode", "linear")] ?? "linear",
					padding: call.text("padding_mode", "zeros") as GridSampling["padding"],
					alignCorners: call.int("align_corners", 0) === 1,
				}),
				call.input(0).dtype,
				"channels-last",
			),
	},
	AffineGrid: {
		host: (call) => {
			const grid = affineGrid(call.host(0), call.integers(1) ?? [], call.int("align_corners", 0) === 1);
			return call.giveHost(grid.dtype, grid.shape, grid.data);
		},
	},
	RoiAlign: {
		since: 10,
		host: (call) => {
			const transform = call.text("coordinate_transformation_mode", "half_pixel");
			const y = roiAlign(call.host(0), call.host(1), call.integers(2) ?? [], {
				outputHeight: call.int("output_height", 1),
				outputWidth: call.int("output_width", 1),
				samplingRatio: call.int("sampling_ratio", 0),
				spatialScale: call.float("spatial_scale", 1),
				halfPixel: call.opset >= 16 && transform === "half_pixel",
				mode: call.text("mode", "avg") as "avg" | "max",
			});
			return call.giveHost(y.dtype, y.shape, y.data);
		},
	},
	DepthToSpace: {
		types: MOVABLE,
		run: (call) => {
			const { tf } = call;
			const [n = 1, c = 1, h = 1, w = 1] = call.input(0).shape;
			const b = call.int("blocksize", 1);
			const inner = c / (b * b);
			const isColumnsFirst = call.text("mode", "DCR") === "CRD";
			const six = isColumnsFirst ? [n, inner, b, b, h, w] : [n, b, b, inner, h, w];
			const order = isColumnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
			const moved = tf.transpose(tf.reshape(call.plain(0), six), order);
			return call.give(tf.reshape(moved, [n, inner, h * b, w * b]));
		},
	},
	SpaceToDepth: {
		types: MOVABLE,
		run: (call) => {
			const { tf } = call;
			const [n = 1, c = 1, h = 1, w = 1] = call.input(0).shape;
			const b = call.int("blocksize", 1);
			const six = tf.reshape(call.plain(0), [n, c, h / b, b, w / b, b]);
			return call.give(tf.reshape(tf.transpose(six, [0, 3, 5, 1, 2, 4]), [n, c * b * b, h / b, w / b]));
		},
	},
};
