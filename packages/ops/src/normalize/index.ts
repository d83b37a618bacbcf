import type { Tensor, TensorLike } from "@polyinfer/core";
import { chooseHost } from "../kernels/implementation.ts";
import { planAnySize, viewPlannedPixels } from "../picture/any-picture-size.ts";
import { type AnyPicture, type AnyPictureSize, isYuv } from "../picture/yuv-picture.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForAnyPicture } from "../plan/plan-for-any-picture.ts";
import { type PictureTensorPlan, planPictureTensor } from "../to-tensor/plan-picture-tensor.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import { type BatchSlot, TensorTarget } from "../to-tensor/tensor-target.ts";
import { normalizeReference } from "./reference.ts";

/** Options of {@link planNormalize}. */
export interface NormalizePlanOptions extends TensorOptions {
	readonly source: AnyPictureSize;
}

/** A prepared {@link normalize}. */
export type NormalizePlan = PictureTensorPlan;

/** Prepares {@link normalize} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planNormalize(options: NormalizePlanOptions): NormalizePlan {
	const { source: given, ...rest } = options;
	const source = planAnySize(given);
	const format = tensorFormat(rest, source.format);
	if (isYuv(source) || chooseHost(rest) !== undefined) {
		const { width, height } = source;
		return planPictureTensor({ source, filter: "nearest", width, height }, format, rest);
	}
	const target = new TensorTarget(format, source.width, source.height);
	const offsets = [...format.channels];
	const run: NormalizePlan["run"] = (input, output, into) => {
		const view = viewPlannedPixels(source, input);
		const tensor = target.tensor(output, into);
		normalizeReference(view, target, target.part(tensor.data, into), offsets);
		return tensor;
	};
	return { implementation: "reference", run, runAsync: async (...given) => run(...given) };
}

const plans = new PlanCache<NormalizePlan>();

/**
 * A picture as a tensor of its own size, `[1, C, height, width]` or `[1, height, width, C]`.
 * Writes into `output` where one is given, with `{ slot }` into that picture of a batch. Throws INVALID_ARGUMENT.
 */
export function normalize(
	picture: AnyPicture,
	options: TensorOptions = {},
	output?: Tensor | TensorLike,
	into?: BatchSlot,
): Tensor {
	return planForAnyPicture(plans, planNormalize, picture, options).run(picture, output, into);
}
