import type { Tensor, TensorLike } from "@polyinfer/core";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForAnyPicture } from "../plan/plan-for-any-picture.ts";
import { type PictureTensorPlan, planPictureTensor } from "../to-tensor/plan-picture-tensor.ts";
import type { BatchSlot } from "../to-tensor/tensor-target.ts";
import {
	type CenterCropResizeOptions,
	type CenterCropResizePlanOptions,
	centerCropResizePlacement,
} from "./center-crop-resize-placement.ts";

export type { CenterCropResizeOptions, CenterCropResizePlanOptions };

/** Prepares {@link centerCropResize} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planCenterCropResize(options: CenterCropResizePlanOptions): PictureTensorPlan {
	const { placement, format } = centerCropResizePlacement(options);
	return planPictureTensor(placement, format, options);
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
