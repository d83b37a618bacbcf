import { checkInteger, unexpected } from "../arguments.ts";
import { checkAnyPictureSize } from "../picture/any-picture-size.ts";
import type { AnyPictureSize } from "../picture/yuv-picture.ts";
import type { ResizeFilter } from "../resample/resize-filter.ts";
import type { PicturePlacement } from "../to-tensor/picture-placement.ts";
import { type TensorOptions, tensorFormat } from "../to-tensor/tensor-options.ts";
import type { LetterboxTransform } from "./letterbox-transform.ts";
import { letterboxTransform } from "./reference.ts";

/** Options of `letterbox`. */
export interface LetterboxOptions extends TensorOptions {
	/** Size of the tensor in pixels. */
	readonly width: number;
	readonly height: number;
	/** Grey level of the margins, 0 to 255: one, or one a channel in the tensor's order. Default: 114. */
	readonly pad?: number | readonly number[];
	/** Default: `"opencv-bilinear"`. */
	readonly filter?: ResizeFilter;
}

/** Options of `planLetterbox`. */
export interface LetterboxPlanOptions extends LetterboxOptions {
	readonly source: AnyPictureSize;
}

/** Where a letterboxed picture lies in its tensor. */
export interface LetterboxPlacement extends PicturePlacement {
	readonly transform: LetterboxTransform;
}

/** Checks the options. Throws INVALID_ARGUMENT. */
export function letterboxPlacement(options: LetterboxPlanOptions): LetterboxPlacement {
	const { source, width, height, pad = 114, filter = "opencv-bilinear", ...rest } = options;
	checkAnyPictureSize(source);
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	const format = tensorFormat(rest, source.format);
	const pads = typeof pad === "number" ? format.channels.map(() => pad) : pad;
	if (!Array.isArray(pads) || pads.length !== format.channels.length || !pads.every(isLevel))
		throw unexpected(`one integer from 0 to 255 or ${format.channels.length} for \`pad\``, pad);
	const transform = letterboxTransform(source, width, height);
	const placement = {
		source,
		filter,
		width: transform.width,
		height: transform.height,
		left: transform.left,
		top: transform.top,
		tensorWidth: width,
		tensorHeight: height,
		around: format.levels.map((levels, c) => levels[pads[c] as number] as number),
	};
	return { placement, format, transform };
}

function isLevel(value: unknown): boolean {
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}
