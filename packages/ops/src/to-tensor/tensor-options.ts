import { checkKeys, checkWord, mismatch, unexpected } from "../arguments.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/implementation.ts";
import { PICTURE_CHANNELS, type PictureFormat } from "../picture/picture.ts";
import type { AnyPictureSize } from "../picture/yuv-picture.ts";

/**
 * How pixels become a tensor: `(pixel * scale - mean) / std`, as `pixel * (scale / std) + (-mean / std)` with both numbers
 * in brackets, the product and the sum each rounded to float32: the same bits on every target.
 * `mean` and `std` are one number or one a channel, in the tensor's own channel order.
 */
export interface TensorOptions extends RunsOn {
	/** Multiplies pixels before `mean` is taken off: `1 / 255` where mean and std are given for 0..1. Default: 1. */
	readonly scale?: number;
	/** Default: 0. */
	readonly mean?: number | readonly number[];
	/** Default: 1. */
	readonly std?: number | readonly number[];
	/** Channel order of the tensor. Default: `"gray"` of a gray picture, else `"rgb"`: alpha is left out. */
	readonly order?: PictureFormat;
	/** Default: `"nchw"`. */
	readonly layout?: "nchw" | "nhwc";
	/** uint8 takes pixels as they are: no scale, mean or std. Default: `"float32"`. */
	readonly dtype?: "float32" | "uint8";
}

/** Names of all {@link TensorOptions}. */
const TENSOR_OPTIONS: readonly string[] = ["scale", "mean", "std", "order", "layout", "dtype", ...RUNS_ON_OPTIONS];

/** {@link TensorOptions} of one picture format, checked, as tables. */
export interface TensorFormat {
	readonly dtype: "float32" | "uint8";
	readonly layout: "nchw" | "nhwc";
	/** The picture's channel that feeds each channel of the tensor. */
	readonly channels: readonly number[];
	/** Multiplies a grey level, and is added then, a channel: float32. */
	readonly scales: readonly number[];
	readonly shifts: readonly number[];
	/** Value of each of the 256 grey levels, a channel. */
	readonly levels: readonly (Float32Array | Uint8Array)[];
}

/** Where red, green, blue and alpha lie in a pixel. */
const places: Readonly<Record<PictureFormat, string>> = {
	rgb: "rgb",
	rgba: "rgba",
	bgr: "bgr",
	bgra: "bgra",
	gray: "y",
};

/** Checks the options of a tensor from a picture of `given` format; of YUV, the one that it is converted to. Throws INVALID_ARGUMENT. */
export function tensorFormat(options: TensorOptions, given: AnyPictureSize["format"]): TensorFormat {
	const format = given === "nv12" || given === "i420" ? "rgb" : given;
	checkKeys("a tensor", options, TENSOR_OPTIONS);
	const { order = format === "gray" ? "gray" : "rgb", layout = "nchw", dtype = "float32" } = options;
	checkWord("order", order, Object.keys(places) as PictureFormat[]);
	checkWord("layout", layout, ["nchw", "nhwc"]);
	checkWord("dtype", dtype, ["float32", "uint8"]);
	const source = places[format];
	const channels = [...places[order]].map((channel) => (format === "gray" ? 0 : source.indexOf(channel)));
	if (channels.includes(-1) || (format === "gray" && PICTURE_CHANNELS[order] === 4))
		throw mismatch(`an \`order\` that a ${given} picture can give`, `"${order}"`);
	const { scale = 1, mean = 0, std = 1 } = options;
	if (dtype === "uint8" && (scale !== 1 || mean !== 0 || std !== 1))
		throw mismatch("dtype float32 with `scale`, `mean` or `std`", "uint8");
	if (!Number.isFinite(scale)) throw unexpected("a number for `scale`", scale);
	const means = perChannel("mean", mean, channels.length);
	const stds = perChannel("std", std, channels.length);
	if (stds.includes(0)) throw unexpected("a `std` other than 0", std);
	const scales = stds.map((s) => Math.fround(scale / s));
	// Not -0, which would show in black pixels.
	const shifts = means.map((mean, c) => Math.fround((0 - mean) / (stds[c] as number)) + 0);
	const levels = channels.map((_, c) =>
		dtype === "uint8"
			? Uint8Array.from({ length: 256 }, (_, level) => level)
			: Float32Array.from(
					{ length: 256 },
					(_, level) => Math.fround(level * (scales[c] as number)) + (shifts[c] as number),
				),
	);
	return { dtype, layout, channels, levels, scales, shifts };
}

function perChannel(name: string, value: number | readonly number[], channels: number): readonly number[] {
	const values = typeof value === "number" ? new Array<number>(channels).fill(value) : value;
	if (!Array.isArray(values) || values.length !== channels || !values.every(Number.isFinite))
		throw unexpected(`one number or ${channels} for \`${name}\``, value);
	return values;
}
