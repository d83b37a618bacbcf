import type { RegionRule, Regions } from "./regions.ts";

/**
 * Definition: two pixels of foreground are of one region where a chain of neighbours leads from one to the other. Regions are
 * numbered from 1 in the order of their first pixels, row by row. Goes through the rows once, joining each run of pixels with
 * the runs of the row above that it touches; then through the runs.
 */
export function regionsReference(
	map: ArrayLike<number>,
	{ width, height, diagonal, threshold }: RegionRule,
	labels: Int32Array | undefined,
): Regions {
	const runs: Run[] = [];
	const reach = diagonal ? 1 : 0;
	let above = 0;
	for (let y = 0; y < height; y++) {
		const begin = runs.length;
		addRuns(map, y, width, threshold, runs);
		joinRows(runs, above, begin, reach);
		above = begin;
	}
	const count = numberRegions(runs);
	const boxes = new Int32Array(4 * count);
	const sums = new Float64Array(3 * count);
	for (let i = 0; i < count; i++) boxes.set([width, height, 0, 0], 4 * i);
	labels?.fill(0, 0, width * height);
	for (const { y, start, end, number } of runs) {
		const box = 4 * number;
		boxes[box] = Math.min(boxes[box] as number, start);
		boxes[box + 1] = Math.min(boxes[box + 1] as number, y);
		boxes[box + 2] = Math.max(boxes[box + 2] as number, end);
		boxes[box + 3] = y + 1;
		const sum = 3 * number;
		const length = end - start;
		sums[sum] = (sums[sum] as number) + length;
		sums[sum + 1] = (sums[sum + 1] as number) + ((start + end - 1) * length) / 2;
		sums[sum + 2] = (sums[sum + 2] as number) + y * length;
		labels?.fill(number + 1, y * width + start, y * width + end);
	}
	return { count, boxes, sums };
}

/** Pixels `start` to `end` - 1 of row `y`. */
interface Run {
	readonly y: number;
	readonly start: number;
	readonly end: number;
	/** The index of an earlier run of the same region, or its own. */
	parent: number;
	/** Of its region, from 0. */
	number: number;
}

function addRuns(map: ArrayLike<number>, y: number, width: number, threshold: number, runs: Run[]): void {
	const row = y * width;
	for (let x = 0; x < width; x++) {
		if (!((map[row + x] as number) > threshold)) continue;
		const start = x;
		while (x < width && (map[row + x] as number) > threshold) x++;
		runs.push({ y, start, end: x, parent: runs.length, number: 0 });
	}
}

/** Joins the runs from `begin` on with those of the row above, from `above` on. */
function joinRows(runs: Run[], above: number, begin: number, reach: number): void {
	for (let a = above, b = begin; a < begin && b < runs.length; ) {
		const [upper, lower] = [runs[a] as Run, runs[b] as Run];
		if (upper.start < lower.end + reach && lower.start < upper.end + reach) join(runs, a, b);
		if (upper.end < lower.end) a++;
		else b++;
	}
}

function join(runs: Run[], a: number, b: number): void {
	const [x, y] = [root(runs, a), root(runs, b)];
	(runs[Math.max(x, y)] as Run).parent = Math.min(x, y);
}

function root(runs: Run[], index: number): number {
	let run = runs[index] as Run;
	while ((runs[run.parent] as Run) !== run) {
		run.parent = (runs[run.parent] as Run).parent;
		run = runs[run.parent] as Run;
	}
	return run.parent;
}

function numberRegions(runs: Run[]): number {
	let count = 0;
	for (const [i, run] of runs.entries()) run.number = run.parent === i ? count++ : (runs[run.parent] as Run).number;
	return count;
}
