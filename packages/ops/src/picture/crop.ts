import { mismatch } from "../arguments.ts";
import type { Box } from "./box.ts";
import { checkBox } from "./check-box.ts";
import { type DensePicture, PICTURE_CHANNELS, type Picture } from "./picture.ts";
import { viewPixels } from "./pixel-view.ts";

/**
 * The part of a picture inside `box` (integers, inside the picture), sharing its memory: no pixel is copied.
 * Throws INVALID_ARGUMENT. An ndarray is cropped by its own `lo` and `hi`.
 */
export function crop(picture: Picture | DensePicture, box: Box): Picture {
	if ("shape" in picture) throw mismatch("a picture", "an ndarray, whose own lo() and hi() crop it");
	const view = viewPixels(picture);
	checkBox(box, view);
	const [left, top, right, bottom] = box;
	const width = right - left;
	const height = bottom - top;
	const channels = PICTURE_CHANNELS[view.format];
	const start = top * view.rowStep + left * channels;
	const data = view.data.subarray(start, start + (height - 1) * view.rowStep + width * channels);
	return { data, width, height, format: view.format, stride: view.rowStep };
}
