import type { Box } from "../picture/box.ts";
import type { PixelView } from "../picture/pixel-view.ts";

/** Clockwise, in degrees. */
export type Turn = 0 | 90 | 180 | 270;

/**
 * Definition, with (left, top) the box's corner, w and h its sides, and (x, y) a pixel of the target:
 * 0: source (left + x, top + y); 90: (left + y, top + h - 1 - x); 180: (left + w - 1 - x, top + h - 1 - y);
 * 270: (left + w - 1 - y, top + x). 90 and 270 swap the sides. Pixels are copied as they are.
 */
export function cropTurnedReference(
	view: PixelView,
	[left, top, right, bottom]: Box,
	turn: Turn,
	channels: number,
	out: Uint8Array,
	stride: number,
): void {
	const { data, pixelStep, rowStep, channelStep } = view;
	const across = turn === 90 || turn === 270 ? bottom - top : right - left;
	const down = turn === 90 || turn === 270 ? right - left : bottom - top;
	const x0 = turn === 0 || turn === 90 ? left : right - 1;
	const y0 = turn === 0 || turn === 270 ? top : bottom - 1;
	const stepX = { 0: pixelStep, 90: -rowStep, 180: -pixelStep, 270: rowStep }[turn];
	const stepY = { 0: rowStep, 90: pixelStep, 180: -rowStep, 270: -pixelStep }[turn];
	const first = view.offset + y0 * rowStep + x0 * pixelStep;
	for (let y = 0; y < down; y++)
		for (let x = 0, p = first + y * stepY, o = y * stride; x < across; x++, p += stepX)
			for (let c = 0; c < channels; c++, o++) out[o] = data[p + c * channelStep] as number;
}
