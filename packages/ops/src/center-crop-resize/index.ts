import type { Tensor, TensorLike } from "@polyinfer/core";
import { checkInteger } from "../arguments.ts";
import { checkAnyPictureSize } from "../picture/any-picture-size.ts";
import type { AnyPicture, AnyPictureSize } from "../picture/yuv-picture.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForAnyPicture } from "../plan/plan-for-any-picture.ts";
import type { ResizeFilter } from "../resample/resize-filter.ts";
import { type PictureTensorPlan, planPictureTensor } from "../to-tensor/plan-picture-tensor.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import type { BatchSlot } from "../to-tensor/tensor-target.ts";
import { centerCropGeometry } from "./reference.ts";

/** Options of {@link centerCropResize}. */
export interface CenterCropResizeOptions extends TensorOptions {
	/** Length of the picture's short side after resizing, in pixels. */
	readonly resize: number;
	/** Side of the square that is cut from the middle, at most `resize`. */
	readonly crop: number;
	/** Default: `"pillow-bicubic"`. */
	readonly filter?: ResizeFilter;
}

/** Options of {@link planCenterCropResize}. */
export interface CenterCropResizePlanOptions extends CenterCropResizeOptions {
	readonly source: AnyPictureSize;
}

/** Prepares {@link centerCropResize} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planCenterCropResize(options: CenterCropResizePlanOptions): PictureTensorPlan {
	const { source, resize, crop, filter = "pillow-bicubic", ...rest } = options;
	checkAnyPictureSize(source);
	checkInteger("resize", resize, 1);
	checkInteger("crop", crop, 1, resize);
	const { width, height, left, top } = centerCropGeometry(source.width, source.height, resize, crop);
	const window = { left, top, width: crop, height: crop };
	return planPictureTensor({ source, filter, width, height, window }, tensorFormat(rest, source.format), rest);
}

const plans = new PlanCache<PictureTensorPlan>();

/**
 * Resizes the short side, cuts the middle square and makes it a tensor, `[1, 3, crop, crop]` of float32 unless the
 * options say otherwise: what most image classifiers take. Only the pixels of the square are computed.
 * Writes into `output` where one is given, with `{ slot }` into that picture of a batch. Throws INVALID_ARGUMENT.
 */
export function centerCropResize(
	picture: AnyPicture,
	options: CenterCropResizeOptions,
	output?: Tensor | TensorLike,
	into?: BatchSlot,
): Tensor {
	return planForAnyPicture(plans, planCenterCropResize, picture, options).run(picture, output, into);
}
