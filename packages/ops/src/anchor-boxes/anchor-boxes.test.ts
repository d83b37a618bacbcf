import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { anchorBoxes } from "./index.ts";

test("goes layer by layer, row by row, and gives all sizes of a cell together", () => {
	const { data, shape } = anchorBoxes([
		{
			columns: 2,
			rows: 1,
			sizes: [
				[1, 1],
				[0.5, 0.25],
			],
		},
		{ columns: 1, rows: 2, sizes: [[0.75, 0.5]] },
	]);
	expect(shape).toEqual([6, 4]);
	expect([...data]).toEqual(
		[
			[0.25, 0.5, 1, 1],
			[0.25, 0.5, 0.5, 0.25],
			[0.75, 0.5, 1, 1],
			[0.75, 0.5, 0.5, 0.25],
			[0.5, 0.25, 0.75, 0.5],
			[0.5, 0.75, 0.75, 0.5],
		].flat(),
	);
});

test("centres lie symmetrically inside the picture", () => {
	const side = fc.integer({ min: 1, max: 20 });
	fc.assert(
		fc.property(side, side, (columns, rows) => {
			const { data, shape } = anchorBoxes([{ columns, rows, sizes: [[1, 1]] }]);
			expect(shape).toEqual([columns * rows, 4]);
			for (let i = 0, j = data.length - 4; i < data.length; i += 4, j -= 4)
				for (const axis of [0, 1]) {
					expect(data[i + axis]).toBeGreaterThan(0);
					expect((data[i + axis] as number) + (data[j + axis] as number)).toBeCloseTo(1, 6);
				}
		}),
	);
});

test("rejects layers without cells or sizes, and too many anchors, with INVALID_ARGUMENT", () => {
	expect(errorOf(() => anchorBoxes([]))).toContain("INVALID_ARGUMENT: Expected an array of layers");
	expect(errorOf(() => anchorBoxes([{ columns: 0, rows: 1, sizes: [[1, 1]] }]))).toContain("`columns`");
	expect(errorOf(() => anchorBoxes([{ columns: 1, rows: 1, sizes: [] }]))).toContain("`sizes`");
	expect(errorOf(() => anchorBoxes([{ columns: 1, rows: 1, sizes: [[1, Number.NaN]] }]))).toContain("`sizes`");
	expect(errorOf(() => anchorBoxes([{ columns: 1, rows: 1, sizes: [[1, 1]], stride: 8 } as never]))).toContain(
		"`stride`",
	);
	expect(errorOf(() => anchorBoxes([{ columns: 2 ** 20, rows: 2 ** 20, sizes: [[1, 1]] }]))).toContain("at most");
});
