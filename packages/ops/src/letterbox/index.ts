import type { Tensor, TensorLike } from "@polyinfer/core";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForAnyPicture } from "../plan/plan-for-any-picture.ts";
import { type PictureTensorPlan, planPictureTensor } from "../to-tensor/plan-picture-tensor.ts";
import type { BatchSlot } from "../to-tensor/tensor-target.ts";
import { type LetterboxOptions, type LetterboxPlanOptions, letterboxPlacement } from "./letterbox-placement.ts";
import type { LetterboxTransform } from "./letterbox-transform.ts";

export type { LetterboxOptions, LetterboxPlanOptions };

/** A prepared {@link letterbox}: `run` gives the tensor, `transform` the way back. */
export interface LetterboxPlan extends PictureTensorPlan {
	readonly transform: LetterboxTransform;
}

/** What {@link letterbox} returns. */
export interface Letterbox {
	readonly tensor: Tensor;
	readonly transform: LetterboxTransform;
}

/** Prepares {@link letterbox} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planLetterbox(options: LetterboxPlanOptions): LetterboxPlan {
	const { placement, format, transform } = letterboxPlacement(options);
	return { ...planPictureTensor(placement, format, options), transform };
}

const plans = new PlanCache<LetterboxPlan>();

/**
 * Resizes a picture to fit into `width` x `height` without stretching, in the middle of a margin, and makes it a tensor.
 * Writes into `output` where one is given, with `{ slot }` into that picture of a batch. Throws INVALID_ARGUMENT.
 */
export function letterbox(
	picture: AnyPicture,
	options: LetterboxOptions,
	output?: Tensor | TensorLike,
	into?: BatchSlot,
): Letterbox {
	const plan = planForAnyPicture(plans, planLetterbox, picture, options);
	return { tensor: plan.run(picture, output, into), transform: plan.transform };
}
