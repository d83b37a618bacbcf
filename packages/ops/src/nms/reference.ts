import type { Detection } from "../detection/detection.ts";
import { iou } from "./iou.ts";
import { weightedMean } from "./weighted-mean.ts";

/** The rules of {@link nmsReference}, checked. */
export interface NmsRules {
	readonly method: "greedy" | "weighted";
	readonly iouThreshold: number;
	readonly compare: ">" | ">=";
	readonly perClass: boolean;
}

/**
 * Definition: detections by falling score, the lower index first among equal ones, those of score NaN left out. The first
 * one left is a result and takes with it all that are left, of its class where `perClass`, whose IoU with its box is above
 * the threshold (`>`), or not under it (`>=`). IoU in float64, 0 where the union has no area.
 * - greedy: the result is the first one itself. With `>` the same as torchvision's `nms` and OpenCV's `NMSBoxes`.
 * - weighted: box and keypoints are the means of its own and those it took, weighted by score; score and class are its
 *   own. As MediaPipe's NonMaxSuppressionCalculator with WEIGHTED.
 */
export function nmsReference(detections: readonly Detection[], rules: NmsRules): Detection[] {
	let left = detections.filter(({ score }) => !Number.isNaN(score)).sort(byFallingScore);
	const kept: Detection[] = [];
	for (let first = left[0]; first !== undefined; first = left[0]) {
		const taken: Detection[] = [first];
		const others: Detection[] = [];
		for (const other of left.slice(1)) (takes(first, other, rules) ? taken : others).push(other);
		kept.push(rules.method === "greedy" ? first : weightedMean(taken));
		left = others;
	}
	return kept;
}

/** `Array.prototype.sort` is stable, which settles ties. Two infinities have no difference. */
function byFallingScore(a: Detection, b: Detection): number {
	return a.score === b.score ? 0 : b.score - a.score;
}

function takes(first: Detection, other: Detection, { perClass, compare, iouThreshold }: NmsRules): boolean {
	if (perClass && first.class !== other.class) return false;
	const overlap = iou(first.box, other.box);
	return compare === ">" ? overlap > iouThreshold : overlap >= iouThreshold;
}
