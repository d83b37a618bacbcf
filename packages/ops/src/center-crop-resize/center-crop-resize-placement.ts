import { checkInteger } from "../arguments.ts";
import { checkAnyPictureSize } from "../picture/any-picture-size.ts";
import type { AnyPictureSize } from "../picture/yuv-picture.ts";
import type { ResizeFilter } from "../resample/resize-filter.ts";
import type { PicturePlacement } from "../to-tensor/picture-placement.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import { centerCropGeometry } from "./reference.ts";

/** Options of `centerCropResize`. */
export interface CenterCropResizeOptions extends TensorOptions {
	/** Length of the picture's short side after resizing, in pixels. */
	readonly resize: number;
	/** Side of the square that is cut from the middle, at most `resize`. */
	readonly crop: number;
	/** Default: `"pillow-bicubic"`. */
	readonly filter?: ResizeFilter;
}

/** Options of `planCenterCropResize`. */
export interface CenterCropResizePlanOptions extends CenterCropResizeOptions {
	readonly source: AnyPictureSize;
}

/** Checks the options. Throws INVALID_ARGUMENT. */
export function centerCropResizePlacement(options: CenterCropResizePlanOptions): PicturePlacement {
	const { source, resize, crop, filter = "pillow-bicubic", ...rest } = options;
	checkAnyPictureSize(source);
	checkInteger("resize", resize, 1);
	checkInteger("crop", crop, 1, resize);
	const { width, height, left, top } = centerCropGeometry(source.width, source.height, resize, crop);
	const window = { left, top, width: crop, height: crop };
	return { placement: { source, filter, width, height, window }, format: tensorFormat(rest, source.format) };
}
