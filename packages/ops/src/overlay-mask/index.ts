import { type DeviceTensor, formatType, type Tensor, type TensorLike } from "@polyinfer/core";
import { checkKeys, checkNumber, mismatch, unexpected } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { checkPlanned, planSize } from "../picture/check-picture-size.ts";
import { copyPixels } from "../picture/copy-pixels.ts";
import type { Mask } from "../picture/mask.ts";
import { PICTURE_CHANNELS, type Picture, type PictureLike, type PictureSize } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import { writablePicture } from "../picture/writable-picture.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForPicture } from "../plan/plan-for-picture.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { planBlendColors } from "./blend-kernel.ts";
import { blendTables } from "./blend-tables.ts";
import { type Color, orderColor } from "./color.ts";

/** Options of {@link overlayMask}. */
export interface OverlayMaskOptions extends RunsOn {
	/** The colour of each value of the mask; where there is none the picture stays as it is. */
	readonly colors?: readonly (Color | undefined)[];
	/** In place of `colors`: one colour for every value but 0. */
	readonly color?: Color;
	/** How much of the colour is seen: 0 nothing, 1 nothing else. It counts in steps of 1/256. Default: 0.5. */
	readonly alpha?: number;
}

/** Options of {@link planOverlayMask}. */
export interface OverlayMaskPlanOptions extends OverlayMaskOptions {
	readonly source: PictureSize;
}

/** A prepared {@link overlayMask}. */
export interface OverlayMaskPlan {
	readonly implementation: string;
	run(picture: PictureLike, mask: Mask | Tensor | TensorLike | DeviceTensor, output?: Picture): Picture;
}

/** Prepares {@link overlayMask} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planOverlayMask(options: OverlayMaskPlanOptions): OverlayMaskPlan {
	checkKeys("overlayMask", options, ["source", "colors", "color", "alpha", ...RUNS_ON_OPTIONS]);
	const { colors, color, alpha = 0.5 } = options;
	const source = planSize(options.source);
	checkNumber("alpha", alpha, 0, 1);
	if ((colors === undefined) === (color === undefined)) throw mismatch("either `colors` or `color`", "both or none");
	if (color !== undefined) orderColor(color, source.format);
	const all = colors ?? [undefined, ...new Array<Color | undefined>(255).fill(color)];
	const tables = blendTables(all, Math.round(alpha * 256), source.format);
	const channels = PICTURE_CHANNELS[source.format];
	const chosen = chooseHost(options);
	const blend = planBlendColors(channels, tables, source.height, chosen);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input, mask, output) {
			const view = viewPixels(input);
			checkPlanned(source, view);
			const { left, top, width, height, data, stride } = placeOf(mask, source);
			const target = writablePicture(output, source);
			copyPixels(view, target);
			if (width === 0 || height === 0) return target;
			const first = top * target.stride + left * channels;
			const pixels = target.data.subarray(first, first + (height - 1) * target.stride + width * channels);
			blend(pixels, data, { width, height, rowStep: target.stride, maskStep: stride });
			return target;
		},
	};
}

const plans = new PlanCache<OverlayMaskPlan>();

/**
 * A picture with a mask over it in colour: `(level * (256 - a) + colour * a + 128) >> 8`, where a is `alpha * 256`, rounded.
 * The mask is a class map, uint8 `[height, width]` of the picture's size, or a mask of a part of it. Writes into `output`
 * where one is given, which may be the picture itself: then only the part under the mask is touched. Throws INVALID_ARGUMENT.
 */
export function overlayMask(
	picture: PictureLike,
	mask: Mask | Tensor | TensorLike | DeviceTensor,
	options: OverlayMaskOptions,
	output?: Picture,
): Picture {
	return planForPicture(plans, planOverlayMask, picture, options).run(picture, mask, output);
}

type Place = Pick<Mask, "left" | "top" | "width" | "height" | "data" | "stride">;

function placeOf(mask: Mask | Tensor | TensorLike | DeviceTensor, picture: PictureSize): Place {
	if (typeof mask !== "object" || mask === null) throw unexpected("a mask or a class map", mask);
	if ("format" in mask) return checkMask(mask, picture);
	const { dtype, shape, data } = cpuTensor(mask);
	const { width, height } = picture;
	if (dtype !== "uint8" || shape.length !== 2 || shape[0] !== height || shape[1] !== width)
		throw mismatch(`a class map uint8 [${height},${width}]`, formatType(dtype, shape));
	if (data.length < width * height) throw mismatch(`${width * height} bytes of a class map`, String(data.length));
	return { left: 0, top: 0, width, height, data: data as Uint8Array, stride: width };
}

function checkMask(mask: Mask, picture: PictureSize): Place {
	const { left, top, width, height, data, stride, format } = mask;
	const sizes = [left, top, width, height, stride];
	const inside = left + width <= picture.width && top + height <= picture.height;
	if (format !== "gray" || !sizes.every((size) => Number.isInteger(size) && size >= 0) || !inside)
		throw mismatch(
			`a gray mask inside ${picture.width}x${picture.height} pixels`,
			`${width}x${height} ${format} at (${left}, ${top})`,
		);
	const needed = width === 0 || height === 0 ? 0 : (height - 1) * stride + width;
	if (stride < width) throw mismatch(`a stride of at least ${width} bytes for a mask`, String(stride));
	if (!(data instanceof Uint8Array) || data.length < needed)
		throw mismatch(`at least ${needed} bytes of a mask`, String(data?.length));
	return mask;
}
