import type { Detection } from "../detection/detection.ts";
import type { Box } from "../picture/box.ts";

/**
 * The first detection with box and keypoints replaced by the means of all, weighted by score, in float64. Scores under 0
 * weigh nothing; where the weights have no finite sum above 0 it is the first one as it is.
 */
export function weightedMean(detections: readonly Detection[]): Detection {
	const first = detections[0] as Detection;
	const total = detections.reduce((sum, one) => sum + weight(one), 0);
	if (!(total > 0 && total < Number.POSITIVE_INFINITY)) return first;
	const mean = (value: (one: Detection) => number): number =>
		detections.reduce((sum, one) => sum + value(one) * weight(one), 0) / total;
	const box = first.box.map((_, side) => mean((one) => one.box[side] as number)) as unknown as Box;
	const keypoints = first.keypoints.map(
		(_, k) => [mean((one) => one.keypoints[k]?.[0] as number), mean((one) => one.keypoints[k]?.[1] as number)] as const,
	);
	return { ...first, box, keypoints };
}

function weight({ score }: Detection): number {
	return Math.max(score, 0);
}
