import { unexpected } from "../arguments.ts";
import type { Box } from "./box.ts";

/** Throws INVALID_ARGUMENT unless `box` has integer sides, is not empty and lies inside `width` x `height`. */
export function checkBox(box: Box, { width, height }: { readonly width: number; readonly height: number }): void {
	const [left, top, right, bottom] = box;
	const inside = left >= 0 && top >= 0 && left < right && top < bottom && right <= width && bottom <= height;
	if (box.length !== 4 || !box.every(Number.isInteger) || !inside)
		throw unexpected(`a box of integers [left, top, right, bottom] inside ${width}x${height} pixels`, box);
}
