import type { DetectionArrays } from "./yolo-rules.ts";

/** Words of a detection in what a GPU gives back: its box, its score, and anchor * classes + class. */
export const DETECTION_WORDS = 6;

/** Reads the detections out of what a GPU gives back, behind their number and three words more; gives how many. */
export function readResult(
	bytes: ArrayBuffer,
	classCount: number,
	{ boxes, scores, classes, anchors }: DetectionArrays,
): number {
	const words = new Uint32Array(bytes);
	const floats = new Float32Array(bytes);
	const count = words[0] as number;
	for (let at = 0, word = 4; at < count; at++, word += DETECTION_WORDS) {
		boxes.set(floats.subarray(word, word + 4), 4 * at);
		scores[at] = floats[word + 4] as number;
		const id = words[word + 5] as number;
		classes[at] = id % classCount;
		anchors[at] = Math.floor(id / classCount);
	}
	return count;
}
