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
import { fitToMultipleSide } from "./reference.ts";

/** Options of {@link fitToMultiple}. */
export interface FitToMultipleOptions extends TensorOptions {
	/** Both sides of the tensor are multiples of this many pixels: the net's stride. */
	readonly multiple: number;
	/** A picture whose longer side is above this is shrunk to it first. Default: no limit. */
	readonly maxSide?: number;
	/** Default: `"pillow-bilinear"`. */
	readonly filter?: ResizeFilter;
}

/** Options of {@link planFitToMultiple}. */
export interface FitToMultiplePlanOptions extends FitToMultipleOptions {
	readonly source: AnyPictureSize;
}

/** Prepares {@link fitToMultiple} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planFitToMultiple(options: FitToMultiplePlanOptions): PictureTensorPlan {
	const { source, multiple, maxSide = 2 ** 24, filter = "pillow-bilinear", ...rest } = options;
	checkAnyPictureSize(source);
	checkInteger("multiple", multiple, 1);
	checkInteger("maxSide", maxSide, 1);
	const longer = Math.max(source.width, source.height);
	const width = fitToMultipleSide(source.width, longer, multiple, maxSide);
	const height = fitToMultipleSide(source.height, longer, multiple, maxSide);
	return planPictureTensor({ source, filter, width, height }, tensorFormat(rest, source.format), rest);
}

const plans = new PlanCache<PictureTensorPlan>();

/**
 * A whole picture as a tensor whose sides are multiples of a net's stride: what text detectors take.
 * Writes into `output` where one is given, with `{ slot }` into that picture of a batch. Throws INVALID_ARGUMENT.
 */
export function fitToMultiple(
	picture: AnyPicture,
	options: FitToMultipleOptions,
	output?: Tensor | TensorLike,
	into?: BatchSlot,
): Tensor {
	return planForAnyPicture(plans, planFitToMultiple, picture, options).run(picture, output, into);
}
