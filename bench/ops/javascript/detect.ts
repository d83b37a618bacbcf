import type { Candidates, Row } from "../boxes.ts";
import type { HeadSize } from "../inputs/heads.ts";

/** An object for each box, as people write it. */
export interface Found {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
	readonly score: number;
	readonly class: number;
	/** Which of the candidates it was. */
	readonly index: number;
}

/** As every peer writes it. */
export const rowOf = ({ left, top, right, bottom, score, class: its }: Found): Row => [
	left,
	top,
	right,
	bottom,
	score,
	its,
];

/** What counts as a detection. */
export interface Threshold {
	readonly confidence: number;
	/** Whether every class above it counts, or only the best of each anchor. */
	readonly isMultiLabel: boolean;
}

/** Anchor by anchor, an object for each. */
export function decode(data: Float32Array, size: HeadSize, { confidence, isMultiLabel }: Threshold): Found[] {
	const { head, anchors, classes } = size;
	const planar = head === "yolov8";
	const found: Found[] = [];
	const at = (anchor: number, k: number): number =>
		data[planar ? k * anchors + anchor : anchor * (5 + classes) + k] as number;
	for (let i = 0; i < anchors; i++) {
		const sure = planar ? 1 : at(i, 4);
		if (!planar && sure <= confidence) continue;
		const add = (score: number, itsClass: number): void => {
			const [x, y, width, height] = [at(i, 0), at(i, 1), at(i, 2), at(i, 3)];
			const corners = { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
			found.push({ ...corners, score, class: itsClass, index: found.length });
		};
		let best = 0;
		let itsClass = -1;
		for (let c = 0; c < classes; c++) {
			const score = at(i, (planar ? 4 : 5) + c) * sure;
			if (isMultiLabel && score > confidence) add(score, c);
			if (score > best) {
				best = score;
				itsClass = c;
			}
		}
		if (!isMultiLabel && best > confidence) add(best, itsClass);
	}
	return found;
}

/** Sorted by score, each against all that are kept, then the first of those. */
export function suppress(found: readonly Found[], iou: number, perClass: boolean, most: number): Found[] {
	const sorted = [...found].sort((a, b) => b.score - a.score);
	const kept: Found[] = [];
	for (const one of sorted)
		if (!kept.some((other) => (!perClass || other.class === one.class) && overlap(one, other) > iou)) kept.push(one);
	return kept.slice(0, most);
}

/** An object for each candidate. */
export function foundOf({ boxes, scores, classes }: Candidates): Found[] {
	return Array.from(scores, (score, index) => {
		const [left, top, right, bottom] = boxes.subarray(index * 4) as unknown as [number, number, number, number];
		return { left, top, right, bottom, score, class: classes[index] as number, index };
	});
}

function overlap(a: Found, b: Found): number {
	const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
	const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
	if (width <= 0 || height <= 0) return 0;
	const shared = width * height;
	return shared / ((a.right - a.left) * (a.bottom - a.top) + (b.right - b.left) * (b.bottom - b.top) - shared);
}
