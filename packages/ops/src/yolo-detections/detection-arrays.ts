import { mismatch, unexpected } from "../arguments.ts";
import type { Detection } from "../detection/detection.ts";
import type { LetterboxTransform } from "../letterbox/letterbox-transform.ts";
import type { YoloHead } from "./yolo-head.ts";
import type { DetectionArrays } from "./yolo-rules.ts";

/** A detection of a YOLO, with what else its head says of it. */
export interface YoloDetection extends Detection {
	/** A score for each of the keypoints, where the head has them. */
	readonly keypointScores?: readonly number[];
	/** What to multiply the prototypes of the mask with, where the head has them. */
	readonly maskCoefficients?: Float32Array;
}

/** New arrays with room for `most`. */
export function detectionArrays(most: number): DetectionArrays {
	return {
		boxes: new Float32Array(4 * most),
		scores: new Float32Array(most),
		classes: new Int32Array(most),
		anchors: new Int32Array(most),
	};
}

/** Throws INVALID_ARGUMENT unless there is room for `most`. */
export function checkArrays(output: DetectionArrays, most: number): void {
	if (typeof output !== "object" || output === null) throw unexpected("an object of arrays as output", output);
	for (const [name, kind, length] of [
		["boxes", Float32Array, 4 * most],
		["scores", Float32Array, most],
		["classes", Int32Array, most],
		["anchors", Int32Array, most],
	] as const) {
		const array: unknown = output[name];
		if (!(array instanceof kind)) throw unexpected(`a ${kind.name} for \`${name}\` of the output`, array);
		if (array.length < length) throw mismatch(`${length} numbers or more in \`${name}\``, String(array.length));
	}
}

/** One of the arrays' detections, with its keypoints and coefficients out of the head. */
export function readDetection(
	arrays: DetectionArrays,
	at: number,
	head: YoloHead,
	value: (channel: number, anchor: number) => number,
	transform: LetterboxTransform | undefined,
): YoloDetection {
	const [left, top, right, bottom] = arrays.boxes.subarray(4 * at, 4 * at + 4) as unknown as Four;
	const anchor = arrays.anchors[at] as number;
	const { keypoints, keypointValues, maskCoefficients } = head;
	const first = 4 + head.objectness + head.classCount;
	const read = (channel: number): number => value(first + channel, anchor);
	const point = (k: number): readonly [number, number] => {
		const [x, y] = [read(k * keypointValues), read(k * keypointValues + 1)];
		return transform === undefined ? [x, y] : transform.toSource(x, y);
	};
	const each = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, k) => of(k));
	const behind = keypoints * keypointValues;
	return {
		box: transform === undefined ? [left, top, right, bottom] : transform.boxToSource([left, top, right, bottom]),
		score: arrays.scores[at] as number,
		class: arrays.classes[at] as number,
		keypoints: each(keypoints, point),
		...(keypoints > 0 && keypointValues === 3 ? { keypointScores: each(keypoints, (k) => read(k * 3 + 2)) } : {}),
		...(maskCoefficients > 0
			? { maskCoefficients: Float32Array.from({ length: maskCoefficients }, (_, k) => read(behind + k)) }
			: {}),
	};
}

type Four = [number, number, number, number];
