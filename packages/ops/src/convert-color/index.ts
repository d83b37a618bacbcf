import { checkKeys, checkWord } from "../arguments.ts";
import { type ChosenHost, chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { planAnySize, viewPlannedPixels } from "../picture/any-picture-size.ts";
import { PICTURE_CHANNELS, type Picture, type PictureFormat, type PictureSize } from "../picture/picture.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import { writablePicture } from "../picture/writable-picture.ts";
import { type AnyPicture, type AnyPictureSize, isYuv, type YuvPicture, type YuvSize } from "../picture/yuv-picture.ts";
import { lumaPicture, viewPlannedYuv, type YuvView } from "../picture/yuv-view.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planForAnyPicture } from "../plan/plan-for-any-picture.ts";
import { kernelColor } from "./kernel-color.ts";
import { kernelYuv } from "./kernel-yuv.ts";
import { convertColorReference, convertYuvReference } from "./reference.ts";

/** Options of {@link convertColor}. */
export interface ConvertColorOptions extends RunsOn {
	/** What the pixels become. */
	readonly format: PictureFormat;
}

/** Options of {@link planConvertColor}. */
export interface ConvertColorPlanOptions extends ConvertColorOptions {
	readonly source: AnyPictureSize;
}

/** A prepared {@link convertColor}. */
export interface ConvertColorPlan extends OpPlan<AnyPicture, Picture> {
	readonly implementation: string;
}

/** Prepares {@link convertColor} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planConvertColor(options: ConvertColorPlanOptions): ConvertColorPlan {
	checkKeys("convertColor", options, ["source", "format", ...RUNS_ON_OPTIONS]);
	const { format } = options;
	const source = planAnySize(options.source);
	checkWord("format", format, Object.keys(PICTURE_CHANNELS) as PictureFormat[]);
	const chosen = chooseHost(options);
	const convert = isYuv(source) ? fromYuv(source, format, chosen) : fromPixels(source, format, chosen);
	return {
		implementation: chosen?.host.name ?? "reference",
		run: (input, output) => convert(input, output),
	};
}

type Convert = (input: AnyPicture, output: Picture | undefined) => Picture;

function fromPixels(source: PictureSize, format: PictureFormat, chosen: ChosenHost | undefined): Convert {
	const size = { ...source, format };
	const convert =
		chosen === undefined
			? (view: PixelView, target: Picture) => convertColorReference(view, target, format)
			: kernelColor(source, format, chosen);
	return (input, output) => {
		const view = viewPlannedPixels(source, input);
		const target = writablePicture(output, size);
		convert(view, target);
		return target;
	};
}

function fromYuv(source: Required<YuvSize>, format: PictureFormat, chosen: ChosenHost | undefined): Convert {
	const { width, height } = source;
	if (format === "gray") {
		const gray = fromPixels({ width, height, format }, format, chosen);
		return (input, output) => gray(lumaPicture(viewPlannedYuv(source, input as YuvPicture)), output);
	}
	const row = new Uint8Array(chosen === undefined ? width * 3 : 0);
	const convert =
		chosen === undefined
			? (view: YuvView, target: Picture) => convertYuvReference(view, target, format, row)
			: kernelYuv(source, format, chosen);
	return (input, output) => {
		const view = viewPlannedYuv(source, input as YuvPicture);
		const target = writablePicture(output, { width, height, format });
		convert(view, target);
		return target;
	};
}

const plans = new PlanCache<ConvertColorPlan>();

/**
 * A picture in another format, as `cv2.cvtColor` gives it: the channels of pixels in another order, gray from colours, pixels
 * from the planes of a video frame (by the frame's `matrix` and `range`, each pixel with the colour of its square of 2x2).
 * Writes into `output` where one is given; it must not share memory with the input. Throws INVALID_ARGUMENT.
 */
export function convertColor(picture: AnyPicture, options: ConvertColorOptions, output?: Picture): Picture {
	return planForAnyPicture(plans, planConvertColor, picture, options).run(picture, output);
}
