import type { Tensor, TensorLike } from "@polyinfer/core";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForAnyPicture } from "../plan/plan-for-any-picture.ts";
import { type PictureTensorPlan, planPictureTensor } from "../to-tensor/plan-picture-tensor.ts";
import type { BatchSlot } from "../to-tensor/tensor-target.ts";
import {
	type FitToMultipleOptions,
	type FitToMultiplePlanOptions,
	fitToMultiplePlacement,
} from "./fit-to-multiple-placement.ts";

export type { FitToMultipleOptions, FitToMultiplePlanOptions };

/** Prepares {@link fitToMultiple} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planFitToMultiple(options: FitToMultiplePlanOptions): PictureTensorPlan {
	const { placement, format } = fitToMultiplePlacement(options);
	return planPictureTensor(placement, format, options);
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
