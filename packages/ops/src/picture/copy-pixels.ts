import { PICTURE_CHANNELS, type Picture } from "./picture.ts";
import type { PixelView } from "./pixel-view.ts";

/** Copies all pixels into a picture of the same size and format; nothing where it is the same memory. */
export function copyPixels(view: PixelView, target: Picture): void {
	const { data, offset, width, height, rowStep, pixelStep, channelStep } = view;
	const channels = PICTURE_CHANNELS[target.format];
	const isDense = pixelStep === channels && (channelStep === 1 || channels === 1);
	const first = data.byteOffset + offset;
	if (isDense && data.buffer === target.data.buffer && first === target.data.byteOffset && rowStep === target.stride)
		return;
	for (let y = 0; y < height; y++) {
		const from = offset + y * rowStep;
		const to = y * target.stride;
		if (isDense) target.data.set(data.subarray(from, from + width * channels), to);
		else
			for (let x = 0; x < width; x++)
				for (let c = 0; c < channels; c++)
					target.data[to + x * channels + c] = data[from + x * pixelStep + c * channelStep] as number;
	}
}
