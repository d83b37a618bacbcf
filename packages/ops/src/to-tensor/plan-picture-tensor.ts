import type { Tensor, TensorLike } from "@polyinfer/core";
import { checkWord } from "../arguments.ts";
import { frameConversion } from "../frame-to-tensor/index.ts";
import { chooseHost } from "../kernels/implementation.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { planAnySize, viewPlannedPixels } from "../picture/any-picture-size.ts";
import { type AnyPicture, type AnyPictureSize, isYuv, type YuvPicture } from "../picture/yuv-picture.ts";
import { viewPlannedYuv } from "../picture/yuv-view.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import { RESIZE_FILTERS, type ResizeFilter } from "../resample/resize-filter.ts";
import type { Conversion } from "./conversion.ts";
import { kernelConversion } from "./kernel-conversion.ts";
import { reference } from "./reference.ts";
import type { TensorFormat } from "./tensor-options.ts";
import { type BatchSlot, TensorTarget } from "./tensor-target.ts";

/** Where a resized picture lies in a tensor. */
export interface Placement {
	readonly source: AnyPictureSize;
	readonly filter: ResizeFilter;
	/** Size of the picture after resizing. */
	readonly width: number;
	readonly height: number;
	/** The part of the resized picture that is wanted. Default: all. */
	readonly window?: ResampleSpec["window"];
	/** Place of that part in the tensor. Default: 0. */
	readonly left?: number;
	readonly top?: number;
	/** Size of the tensor. Default: the part's. */
	readonly tensorWidth?: number;
	readonly tensorHeight?: number;
	/** Element of the tensor around the picture, a channel. Default: what stands for the number 0. */
	readonly around?: readonly number[];
}

/** A picture resized and written into a tensor, with an even margin around it. */
export interface PictureTensorPlan extends OpPlan<AnyPicture, Tensor, Tensor | TensorLike> {
	/** With `slot`, `output` is a batch, and one picture of it is written. */
	run(input: AnyPicture, output?: Tensor | TensorLike, into?: BatchSlot): Tensor;
	/** The same off the event loop, where it takes long. Until it settles, picture and output must stay as they are. */
	runAsync(input: AnyPicture, output?: Tensor | TensorLike, into?: BatchSlot): Promise<Tensor>;
}

/**
 * Prepares what `centerCropResize`, `letterbox`, `fitHeight` and `fitToMultiple` have in common.
 * Each row goes from the resampler through the tables of levels while it is in the cache. Throws INVALID_ARGUMENT.
 */
export function planPictureTensor(placement: Placement, format: TensorFormat, runsOn: RunsOn): PictureTensorPlan {
	const { filter, width, height, left = 0, top = 0 } = placement;
	const source = planAnySize(placement.source);
	checkWord("filter", filter, RESIZE_FILTERS);
	const window = placement.window ?? { left: 0, top: 0, width, height };
	const { tensorWidth = window.width, tensorHeight = window.height } = placement;
	const around = placement.around ?? format.channels.map(() => format.zero ?? 0);
	const target = new TensorTarget(format, tensorWidth, tensorHeight);
	const place = { tensorWidth, tensorHeight, left, top, width: window.width, height: window.height };
	const chosen = chooseHost(runsOn);
	if (isYuv(source)) {
		const convert = frameConversion({ source, width, height, filter, window }, place, target, around, chosen);
		return planOf(convert, (input) => viewPlannedYuv(source, input as YuvPicture), target);
	}
	const spec: ResampleSpec = {
		sourceWidth: source.width,
		sourceHeight: source.height,
		width,
		height,
		window,
		filter,
		channels: format.channels,
	};
	const convert =
		(chosen && kernelConversion(spec, place, target, around, chosen)) ?? reference(spec, place, target, around);
	return planOf(convert, (input) => viewPlannedPixels(source, input), target);
}

function planOf<View>(
	convert: Conversion<View>,
	viewOf: (input: AnyPicture) => View,
	target: TensorTarget,
): PictureTensorPlan {
	return {
		implementation: convert.implementation,
		run(input, output, into) {
			const view = viewOf(input);
			const tensor = target.tensor(output, into);
			convert.run(view, target.part(tensor.data, into));
			return tensor;
		},
		async runAsync(input, output, into) {
			const view = viewOf(input);
			const tensor = target.tensor(output, into);
			await convert.runAsync(view, target.part(tensor.data, into));
			return tensor;
		},
	};
}
