import type { Tensor, TensorLike } from "@polyinfer/core";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForAnyPicture } from "../plan/plan-for-any-picture.ts";
import { type PictureTensorPlan, planPictureTensor } from "../to-tensor/plan-picture-tensor.ts";
import type { BatchSlot } from "../to-tensor/tensor-target.ts";
import { type FitHeightOptions, type FitHeightPlanOptions, fitHeightPlacement } from "./fit-height-placement.ts";

export type { FitHeightOptions, FitHeightPlanOptions };

/** Prepares {@link fitHeight} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planFitHeight(options: FitHeightPlanOptions): PictureTensorPlan {
	const { placement, format } = fitHeightPlacement(options);
	return planPictureTensor(placement, format, options);
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
