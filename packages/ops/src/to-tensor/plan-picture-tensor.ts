import type { Tensor, TensorLike } from "@polyinfer/core";
import { checkWord } from "../arguments.ts";
import { checkPlanned, planSize } from "../picture/check-picture-size.ts";
import type { PictureLike, PictureSize } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { createResampler } from "../resample/create-resampler.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import { RESIZE_FILTERS, type ResizeFilter } from "../resample/resize-filter.ts";
import type { TensorFormat } from "./tensor-options.ts";
import { TensorTarget } from "./tensor-target.ts";

/** Where a resized picture lies in a tensor. */
export interface Placement {
	readonly source: PictureSize;
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
	/** Value of the tensor around the picture, a channel. Default: 0. */
	readonly around?: readonly number[];
}

/** A picture resized and written into a tensor, with an even margin around it. */
export type PictureTensorPlan = OpPlan<PictureLike, Tensor, Tensor | TensorLike>;

/**
 * Prepares what `centerCropResize`, `letterbox`, `fitHeight` and `fitToMultiple` have in common.
 * Each row goes from the resampler through the tables of levels while it is in the cache. Throws INVALID_ARGUMENT.
 */
export function planPictureTensor(placement: Placement, format: TensorFormat): PictureTensorPlan {
	const { filter, width, height, left = 0, top = 0 } = placement;
	const source = planSize(placement.source);
	checkWord("filter", filter, RESIZE_FILTERS);
	const window = placement.window ?? { left: 0, top: 0, width, height };
	const { tensorWidth = window.width, tensorHeight = window.height } = placement;
	const around = placement.around ?? format.channels.map(() => 0);
	const target = new TensorTarget(format, tensorWidth, tensorHeight);
	const channels = format.channels;
	const resampler = createResampler({
		sourceWidth: source.width,
		sourceHeight: source.height,
		width,
		height,
		window,
		filter,
		channels,
	});
	const row = new Uint8Array(window.width * channels.length);
	const offsets = channels.map((_, c) => c);
	const right = left + window.width;
	const bottom = top + window.height;
	return {
		run(input, output) {
			const view = viewPixels(input);
			checkPlanned(source, view);
			const tensor = target.tensor(output);
			const { data } = tensor;
			target.fill(data, 0, 0, tensorWidth, top, around);
			target.fill(data, 0, top, left, window.height, around);
			target.fill(data, right, top, tensorWidth - right, window.height, around);
			target.fill(data, 0, bottom, tensorWidth, tensorHeight - bottom, around);
			resampler.begin(view);
			for (let y = 0; y < window.height; y++) {
				resampler.row(y, row, 0);
				target.writeRow(data, left, top + y, row, 0, channels.length, offsets, window.width);
			}
			return tensor;
		},
	};
}
