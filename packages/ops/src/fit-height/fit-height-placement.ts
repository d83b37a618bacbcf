import { checkInteger } from "../arguments.ts";
import { checkAnyPictureSize } from "../picture/any-picture-size.ts";
import type { AnyPictureSize } from "../picture/yuv-picture.ts";
import type { ResizeFilter } from "../resample/resize-filter.ts";
import type { PicturePlacement } from "../to-tensor/picture-placement.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import { fitHeightWidths } from "./reference.ts";

/** Options of `fitHeight`. */
export interface FitHeightOptions extends TensorOptions {
	/** Height of the tensor in pixels. */
	readonly height: number;
	/** The tensor is at least this wide. Default: 1. */
	readonly minWidth?: number;
	/** A picture that would be wider is squeezed to this width. Default: 65536. */
	readonly maxWidth?: number;
	/** Default: `"pillow-bilinear"`. */
	readonly filter?: ResizeFilter;
}

/** Options of `planFitHeight`. */
export interface FitHeightPlanOptions extends FitHeightOptions {
	readonly source: AnyPictureSize;
}

const WIDEST = 65536;

/** Checks the options. Throws INVALID_ARGUMENT. */
export function fitHeightPlacement(options: FitHeightPlanOptions): PicturePlacement {
	const { source, height, minWidth = 1, maxWidth = WIDEST, filter = "pillow-bilinear", ...rest } = options;
	checkAnyPictureSize(source);
	checkInteger("height", height, 1);
	checkInteger("maxWidth", maxWidth, 1);
	checkInteger("minWidth", minWidth, 1);
	const { width, tensorWidth } = fitHeightWidths(source, height, minWidth, maxWidth);
	return { placement: { source, filter, width, height, tensorWidth }, format: tensorFormat(rest, source.format) };
}
