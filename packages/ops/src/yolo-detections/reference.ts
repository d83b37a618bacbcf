import { nmsIndicesReference } from "../nms-indices/reference.ts";
import { exp32 } from "./exp32.ts";
import type { YoloHead } from "./yolo-head.ts";
import type { DetectionArrays, YoloRules } from "./yolo-rules.ts";

const f = Math.fround;

/**
 * Definition, in float32 with every step rounded; `value(channel, anchor)` reads the head.
 * - The scores of an anchor are those of its classes, times its objectness where it has one; none where that is under
 *   `from`. Its class is the one with the highest score before objectness, the lower one among equal ones, NaN below all;
 *   with `isMultiLabel` all of them are.
 * - Candidates are the classes that are allowed and whose score is `from` or more, by rising anchor, then class.
 * - Boxes: centre x, y and width, height; with a grid first `(x + column) * stride`, `exp32(width) * stride` and alike.
 *   Then `x - width * 0.5`, `y - height * 0.5`, `x + width * 0.5`, `y + height * 0.5`.
 * - {@link nmsIndicesReference} says which of the candidates are kept, and in which order.
 */
export function yoloDetectionsReference(
	value: (channel: number, anchor: number) => number,
	head: YoloHead,
	rules: YoloRules,
	output: DetectionArrays,
): number {
	const anchors: number[] = [];
	const classes: number[] = [];
	const scores: number[] = [];
	const add = (anchor: number, label: number, score: number): void => {
		if (!(score >= rules.from) || !rules.allowed[label]) return;
		anchors.push(anchor);
		classes.push(label);
		scores.push(score);
	};
	for (let anchor = 0; anchor < head.anchors; anchor++) {
		const objectness = head.objectness === 1 ? value(4, anchor) : 1;
		if (!(objectness >= rules.from) && head.objectness === 1) continue;
		let [best, highest] = [0, Number.NEGATIVE_INFINITY];
		for (let label = 0; label < head.classCount; label++) {
			const score = value(4 + head.objectness + label, anchor);
			if (rules.isMultiLabel) add(anchor, label, f(score * objectness));
			else if (score > highest) [best, highest] = [label, score];
		}
		if (!rules.isMultiLabel) add(anchor, best, f(highest * objectness));
	}
	const boxes = Float32Array.from(anchors.flatMap((anchor) => decodeBox(value, head, anchor)));
	const indices = new Int32Array(scores.length);
	const labels = Int32Array.from(classes);
	const lowest = Number.NEGATIVE_INFINITY;
	const count = nmsIndicesReference(boxes, Float32Array.from(scores), labels, scores.length, lowest, rules, indices);
	for (const [at, index] of indices.subarray(0, count).entries()) {
		output.boxes.set(boxes.subarray(4 * index, 4 * index + 4), 4 * at);
		output.scores[at] = scores[index] as number;
		output.classes[at] = classes[index] as number;
		output.anchors[at] = anchors[index] as number;
	}
	return count;
}

function decodeBox(value: (channel: number, anchor: number) => number, { grid }: YoloHead, anchor: number): number[] {
	let [x, y, w, h] = [value(0, anchor), value(1, anchor), value(2, anchor), value(3, anchor)];
	if (grid !== undefined) {
		const [column, row, stride] = grid.subarray(3 * anchor, 3 * anchor + 3) as unknown as [number, number, number];
		x = f(f(x + column) * stride);
		y = f(f(y + row) * stride);
		w = f(exp32(w) * stride);
		h = f(exp32(h) * stride);
	}
	const [right, below] = [f(w * 0.5), f(h * 0.5)];
	return [f(x - right), f(y - below), f(x + right), f(y + below)];
}
