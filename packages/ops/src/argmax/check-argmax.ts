import { elementCount } from "@polyinfer/core";
import { checkKeys, checkWord, mismatch, unexpected } from "../arguments.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";

/** Options of `argmax`. */
export interface ArgmaxOptions extends RunsOn {
	/** `"nchw"`: a plane of scores for each class. `"nhwc"`: all scores of a pixel side by side. Default: `"nchw"`. */
	readonly layout?: "nchw" | "nhwc";
	/** Element type of the class map. Default: `"uint8"` where there are at most 256 classes, else `"int32"`. */
	readonly dtype?: "uint8" | "int32";
}

/** Options of `planArgmax`. */
export interface ArgmaxPlanOptions extends ArgmaxOptions {
	/** `[1, C, height, width]` or `[C, height, width]`; with `layout: "nhwc"` C comes last. */
	readonly shape: readonly number[];
}

/** {@link ArgmaxPlanOptions}, checked. */
export interface CheckedArgmax {
	readonly shape: readonly number[];
	readonly dtype: "uint8" | "int32";
	/** Whether all pixels of a class follow each other. */
	readonly planar: boolean;
	readonly classes: number;
	readonly width: number;
	readonly height: number;
}

/** Throws INVALID_ARGUMENT. */
export function checkArgmax(options: ArgmaxPlanOptions): CheckedArgmax {
	checkKeys("argmax", options, ["shape", "layout", "dtype", ...RUNS_ON_OPTIONS]);
	const { shape, layout = "nchw" } = options;
	checkWord("layout", layout, ["nchw", "nhwc"]);
	const planar = layout === "nchw";
	const sizes = Array.isArray(shape) && shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
	if (!Array.isArray(sizes) || sizes.length !== 3 || elementCount(sizes) < 1)
		throw unexpected(`a shape ${planar ? "[1,C,height,width]" : "[1,height,width,C]"}, no size 0,`, shape);
	const [classes, height, width] = (planar ? sizes : [sizes[2], sizes[0], sizes[1]]) as [number, number, number];
	const pixels = height * width;
	if (classes * pixels >= 2 ** 31) throw mismatch("fewer than 2^31 scores", String(classes * pixels));
	const { dtype = classes <= 256 ? "uint8" : "int32" } = options;
	checkWord("dtype", dtype, ["uint8", "int32"]);
	if (dtype === "uint8" && classes > 256) throw mismatch("at most 256 classes for dtype uint8", String(classes));
	return { shape, dtype, planar, classes, width, height };
}
