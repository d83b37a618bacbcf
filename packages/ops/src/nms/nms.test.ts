import fc from "fast-check";
import { expect, test } from "vitest";
import type { Detection } from "../detection/detection.ts";
import { errorOf } from "../testing/error-of.ts";
import { nms } from "./index.ts";
import { iou } from "./iou.ts";

const at = (left: number, top: number, right: number, bottom: number, score: number, of = 0): Detection => ({
	box: [left, top, right, bottom],
	score,
	class: of,
	keypoints: [[left, top]],
});

const side = fc.integer({ min: 1, max: 8 });
const place = fc.integer({ min: 0, max: 12 });
const detections = fc.array(
	fc
		.tuple(place, place, side, side, fc.integer({ min: 1, max: 16 }), fc.integer({ min: 0, max: 2 }))
		.map(([x, y, w, h, score, of]) => at(x, y, x + w, y + h, score / 16, of)),
	{ maxLength: 40 },
);
const rules = fc.record({
	iouThreshold: fc.constantFrom(0, 0.25, 0.5, 1),
	compare: fc.constantFrom(">" as const, ">=" as const),
	perClass: fc.boolean(),
});

test("keeps what OpenCV 5.0.0's NMSBoxes keeps, in its order", () => {
	const given = opencvBoxes.map(([l = 0, t = 0, r = 0, b = 0, score = 0]) => at(l, t, r, b, score));
	for (const [iouThreshold, indices] of opencvKept)
		expect(nms(given, { iouThreshold }).map((one) => given.indexOf(one))).toEqual(indices);
});

test("what is kept does not overlap, and what is not overlaps something better", () => {
	fc.assert(
		fc.property(detections, rules, (given, options) => {
			const { iouThreshold, compare, perClass } = options;
			const overlaps = (a: Detection, b: Detection) =>
				(!perClass || a.class === b.class) &&
				(compare === ">" ? iou(a.box, b.box) > iouThreshold : iou(a.box, b.box) >= iouThreshold);
			const kept = nms(given, options);
			for (const [i, a] of kept.entries())
				for (const b of kept.slice(i + 1)) {
					expect(overlaps(a, b)).toBe(false);
					expect(a.score).toBeGreaterThanOrEqual(b.score);
				}
			for (const [i, one] of given.entries()) {
				if (kept.includes(one)) continue;
				const better = (k: Detection) => k.score > one.score || (k.score === one.score && given.indexOf(k) < i);
				expect(kept.some((k) => better(k) && overlaps(k, one))).toBe(true);
			}
		}),
		{ numRuns: 300 },
	);
});

test("weighted keeps the same scores and classes, and each box stays within those it is the mean of", () => {
	fc.assert(
		fc.property(detections, rules, (given, options) => {
			const greedy = nms(given, { ...options, method: "greedy" });
			const weighted = nms(given, { ...options, method: "weighted" });
			const facts = (all: readonly Detection[]) => all.map(({ score, class: of }) => ({ score, of }));
			expect(facts(weighted)).toEqual(facts(greedy));
			for (const { box, keypoints } of weighted)
				for (const axis of [0, 1, 2, 3]) {
					const values = given.map((one) => one.box[axis] as number);
					expect(box[axis]).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
					expect(box[axis]).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
					if (axis < 2) expect(keypoints[0]?.[axis]).toBeCloseTo(box[axis] as number, 9);
				}
		}),
	);
});

test("weighted means box and keypoints by score, with the best one's score", () => {
	const given = [at(0, 0, 8, 8, 0.25), at(0, 4, 8, 12, 0.75), at(40, 40, 48, 48, 0.5)];
	expect(nms(given, { method: "weighted", iouThreshold: 0.3 })).toEqual([at(0, 3, 8, 11, 0.75), given[2]]);
});

test("the threshold itself is enough for >= only, and the lower index wins a tie", () => {
	const given = [at(0, 0, 8, 8, 0.5), at(0, 0, 8, 4, 0.5)];
	expect(nms(given, { iouThreshold: 0.5 })).toEqual(given);
	expect(nms(given, { iouThreshold: 0.5, compare: ">=" })).toEqual([given[0]]);
	expect(nms([...given].reverse(), { iouThreshold: 0.5, compare: ">=" })).toEqual([given[1]]);
});

test("classes are kept apart unless asked otherwise", () => {
	const given = [at(0, 0, 8, 8, 0.5, 1), at(0, 0, 8, 8, 0.25, 2)];
	expect(nms(given)).toEqual(given);
	expect(nms(given, { perClass: false })).toEqual([given[0]]);
});

test("no detections give none; NaN scores are left out, infinite ones come first; empty boxes overlap nothing", () => {
	expect(nms([])).toEqual([]);
	const [nan, most, same] = [Number.NaN, Infinity, Infinity].map((score) => at(0, 0, 8, 8, score)) as Detection[];
	const given = [nan as Detection, at(0, 0, 8, 8, 0.5), most as Detection, same as Detection];
	expect(nms(given)).toEqual([most]);
	expect(nms(given, { method: "weighted" })).toEqual([most]);
	const empty = [at(4, 4, 4, 8, 0.5), at(4, 4, 4, 8, 0.5)];
	expect(nms(empty)).toEqual(empty);
	expect(nms([at(0, 0, 8, 8, -1), at(0, 0, 8, 8, -2)], { method: "weighted" })).toEqual([at(0, 0, 8, 8, -1)]);
});

test("rejects unknown words, boxes that are not finite and unequal keypoints with INVALID_ARGUMENT", () => {
	expect(errorOf(() => nms([], { method: "soft" } as never))).toBe(
		'INVALID_ARGUMENT: Expected one of "greedy", "weighted" for `method` but received "soft".',
	);
	expect(errorOf(() => nms([], { iouThreshold: 2 }))).toContain("`iouThreshold`");
	expect(errorOf(() => nms([], { threshold: 1 } as never))).toContain("`threshold`");
	expect(errorOf(() => nms([], { perClass: 1 } as never))).toContain("`perClass`");
	expect(errorOf(() => nms([at(0, 0, Number.NaN, 1, 1)]))).toContain("finite");
	expect(errorOf(() => nms([at(0, 0, 1, 1, 1), { ...at(0, 0, 1, 1, 1), keypoints: [] }]))).toContain("1 keypoints");
	expect(errorOf(() => nms(3 as never))).toContain("an array of detections");
});

/** Left, top, right, bottom, score. */
const opencvBoxes: readonly (readonly number[])[] = [
	[20, 9, 53, 20, 0.03125],
	[4, 52, 18, 83, 0.4375],
	[37, 3, 58, 13, 0.09375],
	[5, 27, 39, 39, 0.5],
	[15, 5, 50, 16, 0.15625],
	[52, 36, 67, 58, 0.5625],
	[40, 40, 51, 73, 0.21875],
	[3, 14, 13, 30, 0.625],
	[18, 26, 35, 41, 0.28125],
	[36, 19, 55, 33, 0.6875],
	[37, 36, 57, 67, 0.34375],
	[6, 35, 18, 46, 0.75],
	[39, 13, 78, 48, 0.40625],
	[49, 20, 86, 57, 0.0625],
	[23, 19, 46, 38, 0.46875],
	[44, 49, 67, 62, 0.125],
	[36, 19, 75, 48, 0.53125],
	[46, 28, 72, 40, 0.1875],
	[7, 32, 41, 50, 0.59375],
	[48, 21, 65, 60, 0.25],
	[26, 2, 38, 30, 0.65625],
	[21, 44, 51, 83, 0.3125],
	[37, 51, 74, 63, 0.71875],
	[53, 5, 78, 43, 0.375],
];

/** Threshold of the IoU, indices kept. */
const opencvKept: readonly (readonly [number, readonly number[]])[] = [
	[0.125, [11, 22, 9, 20, 7, 3, 1, 23, 21, 2]],
	[0.25, [11, 22, 9, 20, 7, 18, 5, 16, 14, 1, 21, 4, 2]],
	[0.5, [11, 22, 9, 20, 7, 18, 5, 16, 3, 14, 1, 23, 10, 21, 8, 19, 6, 17, 4, 2, 13, 0]],
];
