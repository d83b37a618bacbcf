import type { Detection } from "../detection/detection.ts";

/** How a detector writes what it found, checked. */
export interface AnchorCoding {
	readonly boxOrder: "xywh" | "yxhw";
	/** Divides centre x, centre y, width and height; keypoints are divided by the first two. */
	readonly scale: readonly [x: number, y: number, width: number, height: number];
	readonly boxSize: "linear" | "exp";
	readonly activation: "none" | "sigmoid";
	/** True at classes that are never detected. */
	readonly ignored: readonly boolean[];
	readonly scoreThreshold: number;
	/** Size of the model's picture in pixels. */
	readonly width: number;
	readonly height: number;
}

/**
 * Definition, an anchor (ax, ay, aw, ah) and its values (tx, ty, tw, th, then pairs of keypoints), in float64:
 * - class: the highest score of those not ignored, the lower index among equal ones, NaN below all; score: `1 / (1 + exp(-s))` for sigmoid;
 * - nothing where the score is under the threshold or NaN;
 * - centre `(ax + tx / scaleX * aw, ay + ty / scaleY * ah)`, keypoints likewise;
 * - size `(tw / scaleWidth * aw, th / scaleHeight * ah)`, or `(exp(tw / scaleWidth) * aw, ...)` for exp;
 * - all times the picture's size; nothing where a number of the box or the keypoints is not finite.
 * `yxhw` has y before x and height before width, in keypoints too. In the order of the anchors, `first` being the index of
 * the first. As MediaPipe's TensorsToDetectionsCalculator.
 */
export function decodeAnchorsReference(
	boxes: ArrayLike<number>,
	scores: ArrayLike<number>,
	anchors: ArrayLike<number>,
	first: number,
	count: number,
	coding: AnchorCoding,
	found: Detection[],
): void {
	const { scale, width, height, ignored } = coding;
	const values = boxes.length / count;
	const x = coding.boxOrder === "xywh" ? 0 : 1;
	const y = 1 - x;
	for (let i = 0; i < count; i++) {
		const best = bestClass(scores, i * ignored.length, ignored);
		const raw = scores[i * ignored.length + best] as number;
		const score = coding.activation === "sigmoid" ? 1 / (1 + Math.exp(-raw)) : raw;
		if (!(score >= coding.scoreThreshold)) continue;
		const [ax, ay, aw, ah] = [0, 1, 2, 3].map((v) => anchors[(first + i) * 4 + v] as number) as Four;
		const value = (v: number): number => boxes[i * values + v] as number;
		const side = coding.boxSize === "exp" ? Math.exp : (t: number): number => t;
		const pointX = (t: number): number => (ax + (t / scale[0]) * aw) * width;
		const pointY = (t: number): number => (ay + (t / scale[1]) * ah) * height;
		const [cx, cy] = [pointX(value(x)), pointY(value(y))];
		const w = side(value(2 + x) / scale[2]) * aw * width;
		const h = side(value(2 + y) / scale[3]) * ah * height;
		const keypoints: [number, number][] = [];
		for (let v = 4; v < values; v += 2) keypoints.push([pointX(value(v + x)), pointY(value(v + y))]);
		const box: Four = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
		if (box.every(Number.isFinite) && keypoints.flat().every(Number.isFinite))
			found.push({ box, score, class: best, keypoints });
	}
}

type Four = [number, number, number, number];

function bestClass(scores: ArrayLike<number>, first: number, ignored: readonly boolean[]): number {
	let best = ignored.indexOf(false);
	let highest = scores[first + best] as number;
	for (let c = best + 1; c < ignored.length; c++) {
		const score = scores[first + c] as number;
		if (ignored[c] || !(score > highest || Number.isNaN(highest))) continue;
		best = c;
		highest = score;
	}
	return best;
}
