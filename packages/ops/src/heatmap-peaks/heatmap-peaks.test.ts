import { numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { implementations } from "../testing/implementations.ts";
import { heatmapPeaks, planHeatmapPeaks } from "./index.ts";

const everywhere = [...implementations, "reference" as const];
const map = (values: readonly number[], ...shape: number[]) => new Tensor("float32", Float32Array.from(values), shape);

test("every implementation finds what the definition finds", () => {
	const side = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(31, 33, 65));
	const value = fc.oneof(
		{ weight: 20, arbitrary: fc.integer({ min: -4, max: 12 }).map((v) => v / 8) },
		{ weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, -0) },
	);
	const size = fc.tuple(fc.integer({ min: 1, max: 3 }), side, side);
	fc.assert(
		fc.property(
			size.chain((shape) => {
				const count = shape[0] * shape[1] * shape[2];
				return fc.tuple(fc.constant(shape), fc.array(value, { minLength: count, maxLength: count, size: "max" }));
			}),
			fc.constantFrom(-1, 0, 0.5),
			fc.constantFrom(0, 1, 7, 10000),
			([shape, values], scoreThreshold, maxDetections) => {
				const heatmap = map(values, ...shape);
				const options = { scoreThreshold, maxDetections };
				const expected = heatmapPeaks({ heatmap }, { ...options, implementation: "reference" });
				for (const implementation of implementations)
					expect(heatmapPeaks({ heatmap }, { ...options, implementation })).toEqual(expected);
			},
		),
		{ numRuns: 300 },
	);
});

test("more peaks than there is room for are thinned out without a change", () => {
	const values = Array.from({ length: 200 * 200 }, (_, i) => ((i * 7919) % 40009) / 40009);
	const heatmap = map(values, 1, 200, 200);
	const expected = heatmapPeaks({ heatmap }, { scoreThreshold: 0, implementation: "reference", maxDetections: 50 });
	expect(expected).toHaveLength(50);
	for (const implementation of implementations)
		expect(heatmapPeaks({ heatmap }, { scoreThreshold: 0, implementation, maxDetections: 50 })).toEqual(expected);
});

test("a peak has the box of its cell's offset and size in pixels, its class and the point", () => {
	// Two maps of 2 rows and 3 columns; on the first the right column is under its neighbour.
	const heatmap = map([0.25, 0.875, 0.5, 0, 0, 0, 0, 0, 0, 0.75, 0, 0], 1, 2, 2, 3);
	const offsets = map([0, 0.5, 0, 0.25, 0, 0, 0, 0.25, 0, 0, 0, 0], 1, 2, 2, 3);
	const sizes = map([0, 2, 0, 1, 0, 0, 0, 1, 0, 4, 0, 0], 1, 2, 2, 3);
	for (const implementation of everywhere) {
		expect(heatmapPeaks({ heatmap, offsets, sizes }, { implementation })).toEqual([
			{ box: [2, -1, 10, 3], score: 0.875, class: 0, keypoints: [[6, 1]] },
			{ box: [-1, -4, 3, 12], score: 0.75, class: 1, keypoints: [[1, 4]] },
		]);
		expect(heatmapPeaks({ heatmap }, { implementation, stride: 1, maxDetections: 1 })).toEqual([
			{ box: [1, 0, 1, 0], score: 0.875, class: 0, keypoints: [[1, 0]] },
		]);
	}
});

test("takes float16, and every cell of a plateau is a peak", () => {
	const values = [1, 1, 0.5].map(numberToHalf);
	const heatmap = new Tensor("float16", Uint16Array.from(values), [1, 1, 3]);
	expect(heatmapPeaks({ heatmap }).map(({ keypoints }) => keypoints)).toEqual([[[0, 0]], [[4, 0]]]);
});

test("rejects maps that do not fit with INVALID_ARGUMENT", () => {
	const heatmap = map([1, 1], 1, 1, 1, 2);
	expect(errorOf(() => heatmapPeaks({ heatmap, sizes: heatmap }))).toBe(
		"INVALID_ARGUMENT: Expected float32 or float16 [1,2,1,2] for `sizes` but received float32 [1,1,1,2].",
	);
	expect(errorOf(() => heatmapPeaks({ heatmap: map([1, 1], 2, 1, 1, 1) }))).toContain("[1,classes,rows,columns]");
	expect(errorOf(() => heatmapPeaks({ heatmap: map([1], 1) }))).toContain("[classes,rows,columns]");
	expect(errorOf(() => heatmapPeaks({ heatmap: new Tensor("int32", new Int32Array(1), [1, 1, 1]) }))).toContain(
		"int32",
	);
	expect(errorOf(() => heatmapPeaks({ heatmap }, { maxDetections: -1 }))).toContain("`maxDetections`");
	expect(errorOf(() => heatmapPeaks({ heatmap }, { radius: 1 } as never))).toContain("`radius`");
	const plan = planHeatmapPeaks({ shape: [1, 1, 2] });
	expect(errorOf(() => plan.run({ heatmap }))).toContain("[1,1,2]");
	structuredClone(0, { transfer: [heatmap.data.buffer as ArrayBuffer] });
	expect(errorOf(() => planHeatmapPeaks({ shape: [1, 1, 1, 2] }).run({ heatmap }))).toContain("`heatmap`");
});
