import { checkInteger, checkKeys, checkWord } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { checkPlanned, planSize } from "../picture/check-picture-size.ts";
import { PICTURE_CHANNELS, type Picture, type PictureLike, type PictureSize } from "../picture/picture.ts";
import { type PixelView, viewPixels } from "../picture/pixel-view.ts";
import { writablePicture } from "../picture/writable-picture.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForPicture } from "../plan/plan-for-picture.ts";
import { createResampler } from "../resample/create-resampler.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import { RESIZE_FILTERS, type ResizeFilter } from "../resample/resize-filter.ts";
import { kernelResize, type Resizing } from "./kernel-resize.ts";
import { resizeReference } from "./reference.ts";

/** Options of {@link resize}. */
export interface ResizeOptions extends RunsOn {
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
export interface ResizePlan extends OpPlan<PictureLike, Picture> {
	/** What carries it out: `"reference"`, `"wasm"`, `"avx2"`, `"sse4"` or `"neon"`. */
	readonly implementation: string;
	/** The same off the event loop, where it takes long. Until it settles, both pictures must stay as they are. */
	runAsync(input: PictureLike, output?: Picture): Promise<Picture>;
}

/** Prepares {@link resize} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planResize(options: ResizePlanOptions): ResizePlan {
	checkKeys("resize", options, ["source", "width", "height", "filter", ...RUNS_ON_OPTIONS]);
	const { width, height, filter = "pillow-bilinear" } = options;
	const source = planSize(options.source);
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	checkWord("filter", filter, RESIZE_FILTERS);
	const { format } = source;
	const spec: ResampleSpec = {
		sourceWidth: source.width,
		sourceHeight: source.height,
		width,
		height,
		filter,
		channels: Array.from({ length: PICTURE_CHANNELS[format] }, (_, channel) => channel),
	};
	const chosen = chooseHost(options);
	const resizing = (chosen && kernelResize(spec, format, chosen)) ?? reference(spec);
	const view = (input: PictureLike): PixelView => {
		const view = viewPixels(input);
		checkPlanned(source, view);
		return view;
	};
	return {
		implementation: resizing.implementation,
		run(input, output) {
			const from = view(input);
			const target = writablePicture(output, { width, height, format });
			resizing.run(from, target);
			return target;
		},
		async runAsync(input, output) {
			const from = view(input);
			const target = writablePicture(output, { width, height, format });
			await resizing.runAsync(from, target);
			return target;
		},
	};
}

function reference(spec: ResampleSpec): Resizing {
	const resampler = createResampler(spec);
	const run: Resizing["run"] = (view, target) =>
		resizeReference(view, resampler, target.data, spec.height, target.stride);
	return { implementation: "reference", run, runAsync: async (view, target) => run(view, target) };
}

const plans = new PlanCache<ResizePlan>();

/**
 * A picture in another size, same format. Writes into `output` where one is given; it must not share memory with the input.
 * Throws INVALID_ARGUMENT.
 */
export function resize(picture: PictureLike, options: ResizeOptions, output?: Picture): Picture {
	return planForPicture(plans, planResize, picture, options).run(picture, output);
}
