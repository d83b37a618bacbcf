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
import { fitHeightWidths } from "./reference.ts";

/** Options of {@link fitHeight}. */
export interface FitHeightOptions extends TensorOptions {
	/** Height of the tensor in pixels. */
	readonly height: number;
	/** The tensor is at least this wide. Default: 1. */
	readonly minWidth?: number;
	/** A picture that would be wider is squeezed to this width. Default: 65536. */
	readonly maxWidth?: number;
	/** Default: `"pillow-bilinear"`. */
	readonly filter?: ResizeFilter;
}

/** Options of {@link planFitHeight}. */
export interface FitHeightPlanOptions extends FitHeightOptions {
	readonly source: AnyPictureSize;
}

const WIDEST = 65536;

/** Prepares {@link fitHeight} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planFitHeight(options: FitHeightPlanOptions): PictureTensorPlan {
	const { source, height, minWidth = 1, maxWidth = WIDEST, filter = "pillow-bilinear", ...rest } = options;
	checkAnyPictureSize(source);
	checkInteger("height", height, 1);
	checkInteger("maxWidth", maxWidth, 1);
	checkInteger("minWidth", minWidth, 1);
	const { width, tensorWidth } = fitHeightWidths(source, height, minWidth, maxWidth);
	return planPictureTensor({ source, filter, width, height, tensorWidth }, tensorFormat(rest, source.format), rest);
}

const plans = new PlanCache<PictureTensorPlan>();

/**
 * A line of text as a tensor of a given height, its width following, zeros at its right up to `minWidth`:
 * what text recognisers take. Writes into `output` where one is given, with `{ slot }` into that picture of a batch. Throws INVALID_ARGUMENT.
 */
export function fitHeight(
	picture: AnyPicture,
	options: FitHeightOptions,
	output?: Tensor | TensorLike,
	into?: BatchSlot,
): Tensor {
	return planForAnyPicture(plans, planFitHeight, picture, options).run(picture, output, into);
}
