import type { Tensor, TensorLike } from "@polyinfer/core";
import { checkInteger, checkKeys } from "../arguments.ts";
import { checkPlanned, planSize } from "../picture/check-picture-size.ts";
import type { Picture, PictureLike, PictureSize } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import { writablePicture } from "../picture/writable-picture.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForPicture } from "../plan/plan-for-picture.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import { TensorTarget } from "../to-tensor/tensor-target.ts";
import { planWarp } from "../warp/plan-warp.ts";
import { WARP_SAMPLING_OPTIONS, warpSampling } from "../warp/warp-options.ts";
import { type CropRegion, checkTurnFrom, cropMatrix, type RotateCropOptions, regionSize } from "./plan-crop.ts";

/** Options of {@link planRotateCrop}. */
export interface RotateCropPlanOptions extends RotateCropOptions {
	readonly source: PictureSize;
}

/** What a planned crop is run on. */
export interface RotateCropInput {
	readonly picture: PictureLike;
	readonly region: CropRegion;
}

/** A prepared {@link rotateCrop}: each run has its own region. */
export interface RotateCropPlan extends OpPlan<RotateCropInput, Picture> {
	/** Size of the crop of a region: what an output for it must have. Throws INVALID_ARGUMENT. */
	size(region: CropRegion): { readonly width: number; readonly height: number };
}

/** Options of {@link rotateCropTensor}. */
export interface RotateCropTensorOptions extends RotateCropOptions, TensorOptions {
	/** Size of the tensor in pixels. */
	readonly width: number;
	readonly height: number;
}

/** Options of {@link planRotateCropTensor}. */
export interface RotateCropTensorPlanOptions extends RotateCropTensorOptions {
	readonly source: PictureSize;
}

/** A prepared {@link rotateCropTensor}: each run has its own region. */
export type RotateCropTensorPlan = OpPlan<RotateCropInput, Tensor, Tensor | TensorLike>;

/** Prepares {@link rotateCrop} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planRotateCrop(options: RotateCropPlanOptions): RotateCropPlan {
	checkKeys("rotateCrop", options, ["source", "turnFrom", ...WARP_SAMPLING_OPTIONS]);
	const source = planSize(options.source);
	const turnFrom = checkTurnFrom(options);
	const format = tensorFormat({ order: source.format, layout: "nhwc", dtype: "uint8" }, source.format);
	const sampling = warpSampling({ border: "replicate", ...options }, source.format);
	const around = format.channels.map(() => 0);
	const warp = planWarp({ source, geometry: "perspective", ...sampling, format, around, rows: undefined }, options);
	const matrix = new Float64Array(9);
	return {
		implementation: warp.implementation,
		size(region) {
			const { width, height } = regionSize(region, turnFrom);
			return { width, height };
		},
		run({ picture, region }, output) {
			const view = viewPixels(picture);
			checkPlanned(source, view);
			const size = regionSize(region, turnFrom);
			const { width, height } = size;
			cropMatrix(region, size, width, height, matrix);
			const target = writablePicture(output, { width, height, format: source.format });
			const sides = { width, height, targetWidth: width, targetHeight: height };
			warp.run(view, matrix, target.data, { rowStep: target.stride, channelStep: 1, ...sides });
			return target;
		},
	};
}

/** Prepares {@link rotateCropTensor} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planRotateCropTensor(options: RotateCropTensorPlanOptions): RotateCropTensorPlan {
	const { source: given, width, height, turnFrom, filter, border, value, ...rest } = options;
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	const source = planSize(given);
	const tall = checkTurnFrom(options);
	const format = tensorFormat(rest, source.format);
	const sampling = warpSampling({ border: "replicate", ...options }, source.format);
	const around = format.channels.map(() => format.zero ?? 0);
	const warp = planWarp({ source, geometry: "perspective", ...sampling, format, around, rows: undefined }, rest);
	const target = new TensorTarget(format, width, height);
	const { rowStep, channelStep } = target;
	const matrix = new Float64Array(9);
	return {
		implementation: warp.implementation,
		run({ picture, region }, output) {
			const view = viewPixels(picture);
			checkPlanned(source, view);
			const size = regionSize(region, tall);
			const inside = Math.min(width, Math.ceil((height * size.width) / size.height));
			cropMatrix(region, size, inside, height, matrix);
			const tensor = target.tensor(output);
			const area = { rowStep, channelStep, width: inside, height, targetWidth: width, targetHeight: height };
			warp.run(view, matrix, tensor.data, area);
			return tensor;
		},
	};
}

const plans = new PlanCache<RotateCropPlan>();
const tensorPlans = new PlanCache<RotateCropTensorPlan>();

/**
 * A quadrilateral or turned rectangle of a picture, made upright: what a text reader takes of what a text detector found.
 * Writes into `output` where one is given; it must not share memory with the input. Throws INVALID_ARGUMENT.
 * Source: `get_rotate_crop_image` of PaddleOCR, with bilinear sampling.
 */
export function rotateCrop(
	picture: PictureLike,
	region: CropRegion,
	options: RotateCropOptions = {},
	output?: Picture,
): Picture {
	return planForPicture(plans, planRotateCrop, picture, options).run({ picture, region }, output);
}

/**
 * {@link rotateCrop} resized to `height`, its width following, at most `width`, in one step of sampling, as a tensor
 * `[1, C, height, width]` or `[1, height, width, C]` with zeros at its right: a line for a text reader. Throws INVALID_ARGUMENT.
 */
export function rotateCropTensor(
	picture: PictureLike,
	region: CropRegion,
	options: RotateCropTensorOptions,
	output?: Tensor | TensorLike,
): Tensor {
	return planForPicture(tensorPlans, planRotateCropTensor, picture, options).run({ picture, region }, output);
}
