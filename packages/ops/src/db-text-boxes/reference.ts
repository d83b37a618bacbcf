import type { Regions } from "../connected-components/regions.ts";
import type { Box } from "../picture/box.ts";
import { readingOrder } from "./reading-order.ts";

/** A place where text was found. */
export interface TextBox {
	/** In pixels of the picture, integers, inside it. */
	readonly box: Box;
	/** Mean probability over the box before it was expanded. */
	readonly score: number;
}

/** The numbers of {@link dbTextBoxesReference}. */
export interface DbThresholds {
	readonly boxThreshold: number;
	readonly expand: number;
	readonly minSide: number;
	readonly minExpandedSide: number;
}

/**
 * Definition: `regions` are the 8-connected ones of `p > threshold`; their axis-aligned bounds, right and bottom just outside; dropped
 * where a side is under `minSide`; score = mean p over the bounds (float64), dropped under `boxThreshold`; each side moved
 * out by `d = area * expand / perimeter`; dropped where the shorter side plus 2d is under `minExpandedSide`; scaled to the
 * picture, rounded (ties up), cut at its edges; in reading order.
 */
export function dbTextBoxesReference(
	map: ArrayLike<number>,
	{ count, boxes }: Regions,
	mapWidth: number,
	mapHeight: number,
	width: number,
	height: number,
	limits: DbThresholds,
): TextBox[] {
	const found: TextBox[] = [];
	for (let i = 0; i < count; i++) {
		const [left, top, right, bottom] = boxes.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
		const [w, h] = [right - left, bottom - top];
		if (Math.min(w, h) < limits.minSide) continue;
		let sum = 0;
		for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += map[y * mapWidth + x] as number;
		const score = sum / (w * h);
		if (!(score >= limits.boxThreshold)) continue;
		const d = (w * h * limits.expand) / (2 * (w + h));
		if (Math.min(w, h) + 2 * d < limits.minExpandedSide) continue;
		const scaleX = width / mapWidth;
		const scaleY = height / mapHeight;
		const box: Box = [
			place((left - d) * scaleX, width),
			place((top - d) * scaleY, height),
			place((right + d) * scaleX, width),
			place((bottom + d) * scaleY, height),
		];
		if (box[0] < box[2] && box[1] < box[3]) found.push({ box, score });
	}
	return readingOrder(found);
}

function place(value: number, size: number): number {
	return Math.min(Math.max(Math.round(value), 0), size);
}
