import { unexpected } from "../arguments.ts";
import { checkPictureSize, checkPlanned, planSize } from "./check-picture-size.ts";
import type { PictureLike, PictureSize } from "./picture.ts";
import { type PixelView, viewPixels } from "./pixel-view.ts";
import { type AnyPicture, type AnyPictureSize, isYuv, type YuvSize } from "./yuv-picture.ts";
import { viewYuv, yuvSize } from "./yuv-view.ts";

/** Throws INVALID_ARGUMENT unless both sizes are 1 and above and format, matrix and range are known. */
export function checkAnyPictureSize(size: AnyPictureSize): void {
	if (typeof size === "object" && size !== null && isYuv(size)) yuvSize(size);
	else checkPictureSize(size);
}

/** A checked copy with all defaults filled in, so that two of one meaning are the same. Throws INVALID_ARGUMENT. */
export function planAnySize(size: AnyPictureSize): PictureSize | Required<YuvSize> {
	return typeof size === "object" && size !== null && isYuv(size) ? yuvSize(size) : planSize(size);
}

/** Checks a picture and gives its size. Throws INVALID_ARGUMENT. */
export function sizeOfAny(picture: AnyPicture): AnyPictureSize {
	if (typeof picture !== "object" || picture === null) throw unexpected("a picture", picture);
	if (isYuv(picture)) return yuvSize(viewYuv(picture));
	const { width, height, format } = viewPixels(picture);
	return { width, height, format };
}

/** {@link viewPixels} where a plan was made for `planned`. Throws INVALID_ARGUMENT for another size or format. */
export function viewPlannedPixels(planned: PictureSize, picture: AnyPicture): PixelView {
	const view = viewPixels(picture as PictureLike);
	checkPlanned(planned, view);
	return view;
}
