import type { Box } from "../picture/box.ts";

/** How far the tops of boxes of one line may lie apart, in pixels. */
const LINE_TOLERANCE = 10;

/**
 * Sorts boxes as they are read: by top, then left; then each box moves left past neighbours that start further right
 * and whose tops are less than 10 pixels away.
 */
export function readingOrder<B extends { readonly box: Box }>(boxes: readonly B[]): B[] {
	const sorted = [...boxes].sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
	for (let i = 1; i < sorted.length; i++)
		for (let j = i; j > 0; j--) {
			const [before, after] = [sorted[j - 1] as B, sorted[j] as B];
			if (Math.abs(after.box[1] - before.box[1]) >= LINE_TOLERANCE || after.box[0] >= before.box[0]) break;
			sorted[j - 1] = after;
			sorted[j] = before;
		}
	return sorted;
}
