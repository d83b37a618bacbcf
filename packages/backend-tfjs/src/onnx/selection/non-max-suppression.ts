import type { HostTensor } from "../host-tensor.ts";

/** What ONNX's NonMaxSuppression is told. */
export interface NonMaxSuppressionOptions {
	/** Per class and picture; 0: none at all. */
	readonly maxBoxes: number;
	readonly iouThreshold: number;
	/** Boxes must score more; `undefined`: any score will do. */
	readonly scoreThreshold?: number;
	/** Boxes are centre x, centre y, width, height rather than two corners y, x. */
	readonly centered: boolean;
}

/** The kept boxes, [n, 3] int64: picture, class, box; best first in each class. Boxes are [batch, n, 4], scores [batch, classes, n]. */
export function nonMaxSuppression(
	boxes: HostTensor,
	scores: HostTensor,
	options: NonMaxSuppressionOptions,
): HostTensor {
	const [batch = 0, classes = 0, count = 0] = scores.shape;
	const kept: number[] = [];
	for (let picture = 0; picture < batch; picture++) {
		const corners = cornersOf(boxes.data as Float32Array, picture * count, count, options.centered);
		for (let label = 0; label < classes; label++) {
			const from = (picture * classes + label) * count;
			const row = (scores.data as Float32Array).subarray(from, from + count);
			for (const box of keptBoxes(corners, row, options)) kept.push(picture, label, box);
		}
	}
	return { dtype: "int64", shape: [kept.length / 3, 3], data: BigInt64Array.from(kept, BigInt) };
}

function keptBoxes(
	corners: Float32Array,
	scores: Float32Array,
	{ maxBoxes, iouThreshold, scoreThreshold }: NonMaxSuppressionOptions,
): readonly number[] {
	const order = [...scores.keys()].filter(
		(i) => scoreThreshold === undefined || (scores[i] as number) > scoreThreshold,
	);
	order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
	const kept: number[] = [];
	for (const box of order) {
		if (kept.length >= maxBoxes) break;
		if (kept.every((other) => !overlaps(corners, box, other, iouThreshold))) kept.push(box);
	}
	return kept;
}

/** Least y, least x, largest y, largest x of each box; its corners may be given in any order. */
function cornersOf(data: Float32Array, first: number, count: number, centered: boolean): Float32Array {
	const corners = new Float32Array(count * 4);
	for (let i = 0; i < count; i++) {
		const at = (first + i) * 4;
		const [a = 0, b = 0, c = 0, d = 0] = data.subarray(at, at + 4);
		const [y1, x1, y2, x2] = centered ? [b - d / 2, a - c / 2, b + d / 2, a + c / 2] : [a, b, c, d];
		corners.set([Math.min(y1, y2), Math.min(x1, x2), Math.max(y1, y2), Math.max(x1, x2)], i * 4);
	}
	return corners;
}

function overlaps(corners: Float32Array, a: number, b: number, threshold: number): boolean {
	const at = (box: number, side: number): number => corners[box * 4 + side] as number;
	const area = (box: number): number => (at(box, 2) - at(box, 0)) * (at(box, 3) - at(box, 1));
	const height = Math.min(at(a, 2), at(b, 2)) - Math.max(at(a, 0), at(b, 0));
	const width = Math.min(at(a, 3), at(b, 3)) - Math.max(at(a, 1), at(b, 1));
	if (height <= 0 || width <= 0 || area(a) <= 0 || area(b) <= 0) return false;
	const both = height * width;
	const union = area(a) + area(b) - both;
	return union > 0 && both / union > threshold;
}
