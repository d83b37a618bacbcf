import { allocate } from "../allocate.ts";
import { mismatch, unexpected } from "../arguments.ts";
import { PICTURE_CHANNELS, type Picture, type PictureSize } from "./picture.ts";
import { viewPixels } from "./pixel-view.ts";

/** `output`, if it has this size and format, else a new dense picture. Throws INVALID_ARGUMENT. */
export function writablePicture(output: Picture | undefined, { width, height, format }: PictureSize): Picture {
	if (output === undefined) {
		const stride = width * PICTURE_CHANNELS[format];
		const data = allocate(() => new Uint8Array(stride * height));
		return { data, width, height, format, stride };
	}
	if (typeof output.stride !== "number") throw unexpected("a picture with a `stride` to write into", output);
	const given = viewPixels(output);
	if (given.width !== width || given.height !== height || given.format !== format)
		throw mismatch(
			`a picture of ${width}x${height} ${format} to write into`,
			`${given.width}x${given.height} ${given.format}`,
		);
	return output;
}
