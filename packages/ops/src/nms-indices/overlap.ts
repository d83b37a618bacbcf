import type { OverlapRule } from "./nms-rules.ts";

/** Whether boxes `a` and `b` of `boxes` (left, top, right, bottom each) overlap too much. */
export type Overlaps = (boxes: Float32Array, a: number, b: number) => boolean;

/** The test of a rule. */
export function overlapTest({ arithmetic, least }: OverlapRule): Overlaps {
	return arithmetic === "opencv"
		? (boxes, a, b) => !(opencvOverlap(boxes, 4 * a, 4 * b) < least)
		: (boxes, a, b) => torchvisionOverlap(boxes, 4 * a, 4 * b) >= least;
}

const f = Math.fround;
// biome-ignore lint/complexity/useMathMinMax: the way of std::max, which differs where a number is NaN
const from = (a: number, b: number): number => (a < b ? b : a);
// biome-ignore lint/complexity/useMathMinMax: the way of std::min
const to = (a: number, b: number): number => (b < a ? b : a);

/**
 * Intersection over union in float32 as torchvision's `nms` for the CPU has it: each step rounded, one division. NaN where
 * the union is 0 or a number is not finite, which is no overlap.
 */
function torchvisionOverlap(v: Float32Array, a: number, b: number): number {
	const [ax, ay, ar, ab] = [v[a], v[a + 1], v[a + 2], v[a + 3]] as [number, number, number, number];
	const [bx, by, br, bb] = [v[b], v[b + 1], v[b + 2], v[b + 3]] as [number, number, number, number];
	const shared = f(from(f(to(ar, br) - from(ax, bx)), 0) * from(f(to(ab, bb) - from(ay, by)), 0));
	const areaA = f(f(ar - ax) * f(ab - ay));
	const areaB = f(f(br - bx) * f(bb - by));
	return f(shared / f(f(areaA + areaB) - shared));
}

/**
 * The same as OpenCV's `NMSBoxes` has it for `Rect2d`: float64, the complement rounded to float32, 1 for two boxes of next
 * to no area. NaN, which is too much, where numbers are not finite.
 */
function opencvOverlap(v: Float32Array, a: number, b: number): number {
	const rect = (at: number) => {
		const [x, y, right, bottom] = [v[at], v[at + 1], v[at + 2], v[at + 3]] as [number, number, number, number];
		return { x, y, width: right - x, height: bottom - y };
	};
	const [p, q] = [rect(a), rect(b)];
	const areas = p.width * p.height + q.width * q.height;
	if (areas <= Number.EPSILON) return 1;
	const width = to(p.x + p.width, q.x + q.width) - from(p.x, q.x);
	const height = to(p.y + p.height, q.y + q.height) - from(p.y, q.y);
	const shared = width <= 0 || height <= 0 ? 0 : width * height;
	return f(1 - f(1 - shared / (areas - shared)));
}
