import { checkInteger, checkKeys, checkWord } from "../arguments.ts";
import { checkPlanned, planSize } from "../picture/check-picture-size.ts";
import { PICTURE_CHANNELS, type Picture, type PictureLike, type PictureSize } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import { writablePicture } from "../picture/writable-picture.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForPicture } from "../plan/plan-for-picture.ts";
import { createResampler } from "../resample/create-resampler.ts";
import { RESIZE_FILTERS, type ResizeFilter } from "../resample/resize-filter.ts";
import { resizeReference } from "./reference.ts";

/** Options of {@link resize}. */
export interface ResizeOptions {
	/** Target size in pixels. */
	readonly width: number;
	readonly height: number;
	/** Default: `"pillow-bilinear"`. */
	readonly filter?: ResizeFilter;
}

/** Options of {@link planResize}. */
export interface ResizePlanOptions extends ResizeOptions {
	readonly source: PictureSize;
}

/** A prepared {@link resize}. */
export type ResizePlan = OpPlan<PictureLike, Picture>;

/** Prepares {@link resize} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planResize(options: ResizePlanOptions): ResizePlan {
	checkKeys("resize", options, ["source", "width", "height", "filter"]);
	const { width, height, filter = "pillow-bilinear" } = options;
	const source = planSize(options.source);
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	checkWord("filter", filter, RESIZE_FILTERS);
	const { format } = source;
	const bytes = PICTURE_CHANNELS[format];
	const resampler = createResampler({
		sourceWidth: source.width,
		sourceHeight: source.height,
		width,
		height,
		filter,
		channels: Array.from({ length: bytes }, (_, channel) => channel),
	});
	return {
		run(input, output) {
			const view = viewPixels(input);
			checkPlanned(source, view);
			const target = writablePicture(output, { width, height, format });
			resizeReference(view, resampler, target.data, height, target.stride);
			return target;
		},
	};
}

const plans = new PlanCache<ResizePlan>();

/**
 * A picture in another size, same format. Writes into `output` where one is given; it must not share memory with the input.
 * Throws INVALID_ARGUMENT.
 */
export function resize(picture: PictureLike, options: ResizeOptions, output?: Picture): Picture {
	return planForPicture(plans, planResize, picture, options).run(picture, output);
}
