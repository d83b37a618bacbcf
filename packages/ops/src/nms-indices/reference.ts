import type { CheckedRules } from "./nms-rules.ts";
import { overlapTest } from "./overlap.ts";

/**
 * Definition: those of the `count` boxes whose score is `from` or more (NaN is not), by falling score, the lower index
 * first among equal ones, the first `maxCandidates` of them. One after the other is kept unless it overlaps one of its
 * class that was kept before it, or `maxPerClass` of its class were, until `maxDetections` are kept.
 * Their indices, in this order, are written into `output`; gives how many.
 */
export function nmsIndicesReference(
	boxes: Float32Array,
	scores: Float32Array,
	classes: Int32Array | undefined,
	count: number,
	from: number,
	rules: CheckedRules,
	output: Int32Array,
): number {
	const { maxCandidates, maxDetections, maxPerClass, perClass, overlap } = rules;
	const overlaps = overlapTest(overlap);
	const score = (index: number): number => scores[index] as number;
	const order: number[] = [];
	for (let i = 0; i < count; i++) if (score(i) >= from) order.push(i);
	order.sort((a, b) => (score(a) < score(b) ? 1 : score(a) > score(b) ? -1 : a - b));
	const byClass = new Map<number, number[]>();
	let kept = 0;
	for (const index of order.slice(0, maxCandidates)) {
		if (kept === maxDetections) break;
		const label = perClass && classes !== undefined ? (classes[index] as number) : 0;
		const others = byClass.get(label) ?? [];
		byClass.set(label, others);
		if (others.length >= maxPerClass || others.some((other) => overlaps(boxes, index, other))) continue;
		others.push(index);
		output[kept++] = index;
	}
	return kept;
}
