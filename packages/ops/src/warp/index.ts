import type { Tensor, TensorLike } from "@polyinfer/core";
import { checkKeys, unexpected } from "../arguments.ts";
import { checkPlanned, planSize } from "../picture/check-picture-size.ts";
import type { Picture, PictureLike, PictureSize } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import { writablePicture } from "../picture/writable-picture.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForPicture } from "../plan/plan-for-picture.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import { TensorTarget } from "../to-tensor/tensor-target.ts";
import type { Geometry } from "./coordinates.ts";
import { planWarp } from "./plan-warp.ts";
import { sourceMatrix, type WarpMatrix } from "./source-matrix.ts";
import { checkWarpSize, WARP_SAMPLING_OPTIONS, type WarpOptions, type WarpSize, warpSampling } from "./warp-options.ts";

/** What a planned warp is run on. */
export interface WarpInput {
	readonly picture: PictureLike;
	/** 6 numbers for an affine warp, 9 for a perspective one. */
	readonly matrix: WarpMatrix;
}

/** Options of {@link planWarpAffine} and {@link planWarpPerspective}. */
export interface WarpPlanOptions extends WarpSize {
	readonly source: PictureSize;
}

/** A prepared {@link warpAffine} or {@link warpPerspective}: each run has its own matrix. */
export type WarpPlan = OpPlan<WarpInput, Picture>;

/** Options of {@link warpTensor}. */
export interface WarpTensorOptions extends WarpOptions, TensorOptions {}

/** Options of {@link planWarpTensor}. */
export interface WarpTensorPlanOptions extends WarpSize, TensorOptions {
	readonly source: PictureSize;
	/** What matrices of its runs have: 6 numbers or 9. */
	readonly geometry: Geometry;
}

/** A prepared {@link warpTensor}: each run has its own matrix. */
export type WarpTensorPlan = OpPlan<WarpInput, Tensor, Tensor | TensorLike>;

const SIZE_OPTIONS: readonly string[] = ["source", "width", "height", "inverse", ...WARP_SAMPLING_OPTIONS];

/** Prepares {@link warpPerspective} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planWarpPerspective(options: WarpPlanOptions): WarpPlan {
	return planPicture("perspective", options);
}

/** Prepares {@link warpAffine} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planWarpAffine(options: WarpPlanOptions): WarpPlan {
	return planPicture("affine", options);
}

function planPicture(geometry: Geometry, options: WarpPlanOptions): WarpPlan {
	checkKeys("a warp", options, SIZE_OPTIONS);
	checkWarpSize(options);
	const { width, height, inverse = false } = options;
	const source = planSize(options.source);
	const format = tensorFormat({ order: source.format, layout: "nhwc", dtype: "uint8" }, source.format);
	const around = format.channels.map(() => 0);
	const sampling = warpSampling(options, source.format);
	const warp = planWarp({ source, geometry, ...sampling, format, around, rows: height }, options);
	const toSource = new Float64Array(9);
	return {
		implementation: warp.implementation,
		run(input, output) {
			const { picture, matrix } = checkInput(input);
			const view = viewPixels(picture);
			checkPlanned(source, view);
			sourceMatrix(geometry, matrix, inverse, toSource);
			const target = writablePicture(output, { width, height, format: source.format });
			const sides = { width, height, targetWidth: width, targetHeight: height };
			warp.run(view, toSource, target.data, { rowStep: target.stride, channelStep: 1, ...sides });
			return target;
		},
	};
}

/** Prepares {@link warpTensor} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planWarpTensor(options: WarpTensorPlanOptions): WarpTensorPlan {
	checkWarpSize(options);
	const { source: given, geometry, width, height, inverse = false, filter, border, value, ...rest } = options;
	if (geometry !== "affine" && geometry !== "perspective")
		throw unexpected('"affine" or "perspective" for `geometry`', geometry);
	const source = planSize(given);
	const format = tensorFormat(rest, source.format);
	const around = format.channels.map(() => format.zero ?? 0);
	const sampling = warpSampling(options, source.format);
	const warp = planWarp({ source, geometry, ...sampling, format, around, rows: height }, rest);
	const target = new TensorTarget(format, width, height);
	const { rowStep, channelStep } = target;
	const area = { rowStep, channelStep, width, height, targetWidth: width, targetHeight: height };
	const toSource = new Float64Array(9);
	return {
		implementation: warp.implementation,
		run(input, output) {
			const { picture, matrix } = checkInput(input);
			const view = viewPixels(picture);
			checkPlanned(source, view);
			sourceMatrix(geometry, matrix, inverse, toSource);
			const tensor = target.tensor(output);
			warp.run(view, toSource, tensor.data, area);
			return tensor;
		},
	};
}

function checkInput(input: WarpInput): WarpInput {
	if (typeof input !== "object" || input === null) throw unexpected("a picture and a matrix", input);
	return input;
}

const perspectivePlans = new PlanCache<WarpPlan>();
const affinePlans = new PlanCache<WarpPlan>();
const tensorPlans = new PlanCache<WarpTensorPlan>();

/**
 * A picture as seen through a perspective matrix of 9 numbers, same format: with `"opencv4-bilinear"` the bytes of
 * `cv2.warpPerspective`. Writes into `output` where one is given; it must not share memory with the input.
 * Throws INVALID_ARGUMENT, also for a matrix that has no inverse unless it is given as `inverse`.
 */
export function warpPerspective(picture: PictureLike, options: WarpOptions, output?: Picture): Picture {
	const { matrix, ...rest } = options ?? {};
	return planForPicture(perspectivePlans, planWarpPerspective, picture, rest).run({ picture, matrix }, output);
}

/** {@link warpPerspective} with an affine matrix of 6 numbers: the bytes of `cv2.warpAffine`. */
export function warpAffine(picture: PictureLike, options: WarpOptions, output?: Picture): Picture {
	const { matrix, ...rest } = options ?? {};
	return planForPicture(affinePlans, planWarpAffine, picture, rest).run({ picture, matrix }, output);
}

/**
 * {@link warpPerspective} (9 numbers) or {@link warpAffine} (6) straight into a tensor `[1, C, height, width]` or
 * `[1, height, width, C]`. Throws INVALID_ARGUMENT.
 */
export function warpTensor(picture: PictureLike, options: WarpTensorOptions, output?: Tensor | TensorLike): Tensor {
	const { matrix, ...rest } = options ?? {};
	const geometry: Geometry = matrix?.length === 6 ? "affine" : "perspective";
	return planForPicture(tensorPlans, planWarpTensor, picture, { ...rest, geometry }).run({ picture, matrix }, output);
}
