import { numberToHalf } from "@polyinfer/core";
import { checkKeys, checkWord, mismatch, unexpected } from "../arguments.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { PICTURE_CHANNELS, type PictureFormat } from "../picture/picture.ts";
import type { AnyPictureSize } from "../picture/yuv-picture.ts";
import { type Quantization, quantize } from "./quantization.ts";

/** Element types of a tensor that is made from a picture. */
export type PictureDType = "float32" | "float16" | "int8" | "uint8";

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
	/**
	 * `"float16"`: the float32 numbers rounded to binary16, ties to even. `"int8"`, and `"uint8"` with `quantization`: the
	 * float32 numbers as a quantised net takes them. `"uint8"` without: pixels as they are, no scale, mean or std.
	 * Default: `"float32"`.
	 */
	readonly dtype?: PictureDType;
	/** Of the net's input: for `"int8"`, which needs it, and `"uint8"`. */
	readonly quantization?: Quantization;
}

/** Names of all {@link TensorOptions}. */
const TENSOR_OPTIONS: readonly string[] = [
	"scale",
	"mean",
	"std",
	"order",
	"layout",
	"dtype",
	"quantization",
	...RUNS_ON_OPTIONS,
];

/** {@link TensorOptions} of one picture format, checked, as tables. */
export interface TensorFormat {
	readonly dtype: PictureDType;
	readonly layout: "nchw" | "nhwc";
	/** The picture's channel that feeds each channel of the tensor. */
	readonly channels: readonly number[];
	/** Multiplies a grey level, and is added then, a channel: float32, before it is rounded to the dtype. */
	readonly scales: readonly number[];
	readonly shifts: readonly number[];
	/** Element for each of the 256 grey levels, a channel. */
	readonly levels: readonly (Float32Array | Uint16Array | Int8Array | Uint8Array)[];
	/** How levels become elements: as they are, by `scales` and `shifts`, or by `levels` alone. Default: as the dtype says. */
	readonly numbers?: "as-they-are" | "by-scale" | "by-table";
	/** The element that stands for the number 0. Default: 0. */
	readonly zero?: number;
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
	checkWord("dtype", dtype, ["float32", "float16", "int8", "uint8"]);
	const source = places[format];
	const channels = [...places[order]].map((channel) => (format === "gray" ? 0 : source.indexOf(channel)));
	if (channels.includes(-1) || (format === "gray" && PICTURE_CHANNELS[order] === 4))
		throw mismatch(`an \`order\` that a ${given} picture can give`, `"${order}"`);
	const { scale = 1, mean = 0, std = 1 } = options;
	const { quantization } = options;
	const asTheyAre = dtype === "uint8" && quantization === undefined;
	if (asTheyAre && (scale !== 1 || mean !== 0 || std !== 1))
		throw mismatch("another dtype, or `quantization`, with `scale`, `mean` or `std`", "uint8");
	if (quantization === undefined ? dtype === "int8" : dtype === "float32" || dtype === "float16")
		throw mismatch("`quantization` with dtype int8, or uint8, and no other", `${dtype} with ${quantization}`);
	if (!Number.isFinite(scale)) throw unexpected("a number for `scale`", scale);
	const means = perChannel("mean", mean, channels.length);
	const stds = perChannel("std", std, channels.length);
	if (stds.includes(0)) throw unexpected("a `std` other than 0", std);
	const scales = stds.map((s) => Math.fround(scale / s));
	// Not -0, which would show in black pixels.
	const shifts = means.map((mean, c) => Math.fround((0 - mean) / (stds[c] as number)) + 0);
	const common = { dtype, layout, channels };
	if (asTheyAre) {
		const level = Uint8Array.from({ length: 256 }, (_, level) => level);
		return { ...common, scales, shifts, levels: channels.map(() => level), numbers: "as-they-are" };
	}
	const numbers = channels.map((_, c) =>
		Float32Array.from(
			{ length: 256 },
			(_, level) => Math.fround(level * (scales[c] as number)) + (shifts[c] as number),
		),
	);
	if (!numbers.every((values) => values.every(Number.isFinite)))
		throw mismatch("`scale`, `mean` and `std` that leave numbers of float32", "some that overflow");
	if (dtype === "float32") return { ...common, scales, shifts, levels: numbers, numbers: "by-scale" };
	if (dtype === "float16") {
		const levels = numbers.map((values) => Uint16Array.from(values, numberToHalf));
		return { ...common, scales, shifts, levels, numbers: "by-scale" };
	}
	const { levels, zero, byScale } = quantize(dtype, quantization as Quantization, numbers, scales, shifts);
	const how =
		byScale === undefined
			? ({ scales, shifts, numbers: "by-table" } as const)
			: { ...byScale, numbers: "by-scale" as const };
	return { ...common, ...how, levels, zero };
}

function perChannel(name: string, value: number | readonly number[], channels: number): readonly number[] {
	const values = typeof value === "number" ? new Array<number>(channels).fill(value) : value;
	if (!Array.isArray(values) || values.length !== channels || !values.every(Number.isFinite))
		throw unexpected(`one number or ${channels} for \`${name}\``, value);
	return values;
}
