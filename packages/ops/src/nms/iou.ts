import type { Box } from "../picture/box.ts";

/** Intersection over union of two boxes, 0 to 1; 0 where the union has no area. A box whose sides are swapped has none. */
export function iou(a: Box, b: Box): number {
	const shared = side(Math.max(a[0], b[0]), Math.min(a[2], b[2])) * side(Math.max(a[1], b[1]), Math.min(a[3], b[3]));
	const union = side(a[0], a[2]) * side(a[1], a[3]) + side(b[0], b[2]) * side(b[1], b[3]) - shared;
	return union > 0 ? shared / union : 0;
}

function side(from: number, to: number): number {
	return Math.max(to - from, 0);
}
