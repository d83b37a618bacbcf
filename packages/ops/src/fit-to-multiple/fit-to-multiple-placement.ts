import { checkInteger } from "../arguments.ts";
import { checkAnyPictureSize } from "../picture/any-picture-size.ts";
import type { AnyPictureSize } from "../picture/yuv-picture.ts";
import type { ResizeFilter } from "../resample/resize-filter.ts";
import type { PicturePlacement } from "../to-tensor/picture-placement.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import { fitToMultipleSide } from "./reference.ts";

/** Options of `fitToMultiple`. */
export interface FitToMultipleOptions extends TensorOptions {
	/** Both sides of the tensor are multiples of this many pixels: the net's stride. */
	readonly multiple: number;
	/** A picture whose longer side is above this is shrunk to it first. Default: no limit. */
	readonly maxSide?: number;
	/** Default: `"pillow-bilinear"`. */
	readonly filter?: ResizeFilter;
}

/** Options of `planFitToMultiple`. */
export interface FitToMultiplePlanOptions extends FitToMultipleOptions {
	readonly source: AnyPictureSize;
}

/** Checks the options. Throws INVALID_ARGUMENT. */
export function fitToMultiplePlacement(options: FitToMultiplePlanOptions): PicturePlacement {
	const { source, multiple, maxSide = 2 ** 24, filter = "pillow-bilinear", ...rest } = options;
	checkAnyPictureSize(source);
	checkInteger("multiple", multiple, 1);
	checkInteger("maxSide", maxSide, 1);
	const longer = Math.max(source.width, source.height);
	const width = fitToMultipleSide(source.width, longer, multiple, maxSide);
	const height = fitToMultipleSide(source.height, longer, multiple, maxSide);
	return { placement: { source, filter, width, height }, format: tensorFormat(rest, source.format) };
}
