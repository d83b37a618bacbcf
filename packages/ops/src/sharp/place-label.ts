import type { Box } from "../picture/box.ts";

/**
 * Where the label of `box` goes: above, below, right or left of it, the first of these that lies in the picture and covers
 * the least of `taken`.
 */
export function placeLabel(
	box: Box,
	label: { readonly width: number; readonly height: number },
	picture: { readonly width: number; readonly height: number },
	taken: readonly Box[],
): Box {
	const [left, top, right, bottom] = box;
	const { width, height } = label;
	const corners = [
		[left, top - height],
		[left, bottom],
		[right, top],
		[left - width, top],
		[right - width, top - height],
		[right - width, bottom],
		[left, top],
	] as const;
	let best: Box | undefined;
	let least = Number.POSITIVE_INFINITY;
	for (const [x, y] of corners) {
		const atX = clamp(x, picture.width - width);
		const atY = clamp(y, picture.height - height);
		const place: Box = [atX, atY, atX + width, atY + height];
		let covered = (Math.abs(atX - x) + Math.abs(atY - y)) * height;
		for (const other of taken) covered += overlap(place, other);
		if (covered < least) {
			best = place;
			least = covered;
		}
	}
	return best as Box;
}

function clamp(value: number, max: number): number {
	return Math.max(0, Math.min(value, max));
}

function overlap(a: Box, b: Box): number {
	const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
	const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
	return width > 0 && height > 0 ? width * height : 0;
}
