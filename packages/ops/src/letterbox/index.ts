import type { Tensor, TensorLike } from "@polyinfer/core";
import { checkInteger, unexpected } from "../arguments.ts";
import { checkAnyPictureSize } from "../picture/any-picture-size.ts";
import type { AnyPicture, AnyPictureSize } from "../picture/yuv-picture.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForAnyPicture } from "../plan/plan-for-any-picture.ts";
import type { ResizeFilter } from "../resample/resize-filter.ts";
import { type PictureTensorPlan, planPictureTensor } from "../to-tensor/plan-picture-tensor.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import type { BatchSlot } from "../to-tensor/tensor-target.ts";
import type { LetterboxTransform } from "./letterbox-transform.ts";
import { letterboxTransform } from "./reference.ts";

/** Options of {@link letterbox}. */
export interface LetterboxOptions extends TensorOptions {
	/** Size of the tensor in pixels. */
	readonly width: number;
	readonly height: number;
	/** Grey level of the margins, 0 to 255: one, or one a channel in the tensor's order. Default: 114. */
	readonly pad?: number | readonly number[];
	/** Default: `"opencv-bilinear"`. */
	readonly filter?: ResizeFilter;
}

/** Options of {@link planLetterbox}. */
export interface LetterboxPlanOptions extends LetterboxOptions {
	readonly source: AnyPictureSize;
}

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
	const { source, width, height, pad = 114, filter = "opencv-bilinear", ...rest } = options;
	checkAnyPictureSize(source);
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	const format = tensorFormat(rest, source.format);
	const pads = typeof pad === "number" ? format.channels.map(() => pad) : pad;
	if (!Array.isArray(pads) || pads.length !== format.channels.length || !pads.every(isLevel))
		throw unexpected(`one integer from 0 to 255 or ${format.channels.length} for \`pad\``, pad);
	const transform = letterboxTransform(source, width, height);
	const plan = planPictureTensor(
		{
			source,
			filter,
			width: transform.width,
			height: transform.height,
			left: transform.left,
			top: transform.top,
			tensorWidth: width,
			tensorHeight: height,
			around: format.levels.map((levels, c) => levels[pads[c] as number] as number),
		},
		format,
		rest,
	);
	return { ...plan, transform };
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

function isLevel(value: unknown): boolean {
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}
