import { numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anchorBoxes } from "../anchor-boxes/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { decodeAnchors, planDecodeAnchors } from "./index.ts";

const rows = (...values: number[][]) =>
	new Tensor("float32", Float32Array.from(values.flat()), [values.length, values[0]?.length ?? 0]);
/** Centres (0.25, 0.5) and (0.75, 0.5). */
const anchors = anchorBoxes([{ columns: 2, rows: 1, sizes: [[0.5, 0.25]] }]);
const options = { anchors, width: 64, height: 32 };

test("centres move by parts of the anchor, sizes are parts of it, all in pixels", () => {
	const boxes = rows([0.5, 1, 1, 2, 0, 0, -0.5, 0], [0, 0, 0.5, 1, 0, 0, 0, 0]);
	expect(decodeAnchors({ boxes, scores: rows([0.75], [0.5]) }, options)).toEqual([
		{
			// Centre ((0.25 + 0.5 * 0.5) * 64, (0.5 + 1 * 0.25) * 32) = (32, 24), size (32, 16).
			box: [16, 16, 48, 32],
			score: 0.75,
			class: 0,
			keypoints: [
				[16, 16],
				[0, 16],
			],
		},
		{
			box: [40, 12, 56, 20],
			score: 0.5,
			class: 0,
			keypoints: [
				[48, 16],
				[48, 16],
			],
		},
	]);
});

test("reads the coding of SSD: y first, logarithms, one scale a value, background left out", () => {
	const boxes = rows([10, 5, Math.log(2) * 5, 0], [0, 0, 0, 0]);
	const scores = rows([9, -1, 2, 2], [9, -1, -3, -2]);
	const found = decodeAnchors(
		{ boxes, scores },
		{
			...options,
			scale: [10, 10, 5, 5],
			boxOrder: "yxhw",
			boxSize: "exp",
			activation: "sigmoid",
			ignoreClasses: [0],
		},
	);
	expect(found).toHaveLength(1);
	// Centre ((0.25 + 0.5 * 0.5) * 64, (0.5 + 1 * 0.25) * 32), size (0.5 * 64, 2 * 0.25 * 32); class 2 before its equal 3.
	expect(found[0]).toMatchObject({ class: 2, score: 1 / (1 + Math.exp(-2)) });
	for (const [side, value] of [16, 16, 48, 32].entries()) expect(found[0]?.box[side]).toBeCloseTo(value, 5);
});

test("an anchor with no offset gives its own box back, swapped or not, and a layer or two are the same", () => {
	const side = fc.integer({ min: 1, max: 6 });
	fc.assert(
		fc.property(side, side, fc.constantFrom("xywh" as const, "yxhw" as const), (columns, count, boxOrder) => {
			const grid = anchorBoxes([{ columns, rows: count, sizes: [[1, 1]] }]);
			const total = columns * count;
			const zeros = (from: number, to: number) =>
				new Tensor("float32", new Float32Array((to - from) * 4), [1, to - from, 4]);
			const ones = (from: number, to: number) =>
				new Tensor("float32", new Float32Array(to - from).fill(1), [1, to - from, 1]);
			const plan = planDecodeAnchors({ anchors: grid, width: 10, height: 20, boxSize: "exp", boxOrder });
			const whole = plan.run({ boxes: zeros(0, total), scores: ones(0, total) });
			expect(whole).toHaveLength(total);
			for (const [i, { box }] of whole.entries()) {
				expect((box[0] + box[2]) / 2).toBeCloseTo((grid.data[i * 4] as number) * 10, 9);
				expect((box[1] + box[3]) / 2).toBeCloseTo((grid.data[i * 4 + 1] as number) * 20, 9);
				expect(box[2] - box[0]).toBeCloseTo(10, 9);
				expect(box[3] - box[1]).toBeCloseTo(20, 9);
			}
			const cut = Math.ceil(total / 2);
			const parts = { boxes: [zeros(0, cut), zeros(cut, total)], scores: [ones(0, cut), ones(cut, total)] };
			expect(plan.run(parts)).toEqual(whole);
		}),
	);
});

test("takes float16, and leaves out NaN and what is not finite", () => {
	const half = (value: number) => new Tensor("float16", Uint16Array.of(numberToHalf(value), numberToHalf(0)), [2, 1]);
	const still = rows([0, 0, 1, 1], [0, 0, 1, 1]);
	expect(decodeAnchors({ boxes: still, scores: half(1) }, options)).toHaveLength(1);
	expect(decodeAnchors({ boxes: still, scores: rows([Number.NaN], [0.25]) }, options)).toEqual([]);
	const wild = rows([0, 0, 1000, 1], [Number.NaN, 0, 1, 1]);
	expect(decodeAnchors({ boxes: wild, scores: rows([1], [1]) }, { ...options, boxSize: "exp" })).toEqual([]);
	const [best] = decodeAnchors({ boxes: still, scores: rows([Number.NaN, 0.75], [0, 0]) }, options);
	expect(best).toMatchObject({ class: 1, score: 0.75 });
});

test("rejects outputs that do not fit the anchors or one another with INVALID_ARGUMENT", () => {
	const boxes = rows([0, 0, 1, 1], [0, 0, 1, 1]);
	const scores = rows([1], [1]);
	const decode = (outputs: object, more: object = {}) =>
		errorOf(() => decodeAnchors({ boxes, scores, ...outputs } as never, { ...options, ...more } as never));
	expect(decode({ scores: rows([1]) })).toBe(
		"INVALID_ARGUMENT: Expected scores of as many anchors as boxes, [2], but received [1].",
	);
	expect(decode({ boxes: rows([0, 0, 1, 1]), scores: rows([1]) })).toContain("boxes of 2 anchors");
	expect(decode({ boxes: rows([0, 0, 1], [0, 0, 1]) })).toContain("4 columns");
	expect(decode({ boxes: rows([0, 0, 1, 1, 0], [0, 0, 1, 1, 0]) })).toContain("2 a keypoint");
	expect(decode({ boxes: new Tensor("float32", new Float32Array(16), [2, 2, 4]) })).toContain("float32 [2,2,4]");
	expect(decode({ boxes: undefined })).toContain("a tensor");
	const parts = { boxes: [rows([0, 0, 1, 1]), rows([0, 0, 1, 1, 0, 0])], scores: [rows([1]), rows([1])] };
	expect(decode(parts)).toContain("as many columns in each of `boxes`");
	expect(decode({}, { ignoreClasses: [0] })).toContain("`ignoreClasses`");
	expect(decode({}, { scale: [1, 1, 0, 1] })).toContain("`scale`");
	expect(decode({}, { boxSize: "log" })).toContain("`boxSize`");
	expect(decode({}, { anchors: scores })).toContain("[anchors,4]");
	expect(decode({}, { threshold: 1 })).toContain("`threshold`");
});
