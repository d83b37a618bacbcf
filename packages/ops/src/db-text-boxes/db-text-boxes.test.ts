import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { implementations } from "../testing/implementations.ts";
import { dbTextBoxes } from "./index.ts";
import { readingOrder } from "./reading-order.ts";

/** A map of `width` x `height` with rectangles [left, top, right, bottom, probability]. */
function map(width: number, height: number, ...boxes: readonly (readonly number[])[]): Tensor {
	const data = new Float32Array(width * height);
	for (const [left = 0, top = 0, right = 0, bottom = 0, p = 0] of boxes)
		for (let y = top; y < bottom; y++) data.fill(p, y * width + left, y * width + right);
	return new Tensor("float32", data, [1, 1, height, width]);
}

test("grows each box by area * 1.5 / perimeter and scales it to the picture", () => {
	// 20 x 4: d = 80 * 1.5 / 48 = 2.5.
	const found = dbTextBoxes(map(64, 32, [10, 8, 30, 12, 0.75]), { width: 128, height: 32 });
	expect(found).toEqual([{ box: [15, 6, 65, 15], score: 0.75 }]);
});

test("cuts boxes at the picture's edges", () => {
	const found = dbTextBoxes(map(64, 32, [0, 0, 64, 4, 0.75]), { width: 64, height: 32 });
	expect(found.map(({ box }) => box)).toEqual([[0, 0, 64, 7]]);
});

test("the score is the mean over the whole box, holes included", () => {
	const holed = map(64, 32, [10, 8, 30, 12, 0.875], [12, 9, 22, 11, 0.125]);
	// 80 pixels, 20 of them at 0.125.
	expect(dbTextBoxes(holed, { width: 64, height: 32 })).toMatchObject([{ score: (60 * 0.875 + 20 * 0.125) / 80 }]);
	expect(dbTextBoxes(holed, { width: 64, height: 32, boxThreshold: 0.7 })).toEqual([]);
});

test("drops what is too small, too faint or at the threshold itself", () => {
	const size = { width: 64, height: 32 };
	expect(dbTextBoxes(map(64, 32, [10, 8, 30, 10, 0.75]), size)).toEqual([]);
	expect(dbTextBoxes(map(64, 32, [10, 8, 30, 12, 0.5]), size)).toEqual([]);
	expect(dbTextBoxes(map(64, 32, [10, 8, 30, 12, 0.25]), { ...size, threshold: 0.25, boxThreshold: 0 })).toEqual([]);
	// 3 x 3: d = 1.125, so the side grows to 5.25.
	expect(dbTextBoxes(map(64, 32, [10, 8, 13, 11, 0.75]), { ...size, minExpandedSide: 5.5 })).toEqual([]);
	expect(dbTextBoxes(map(64, 32, [10, 8, 13, 11, 0.75]), size)).toHaveLength(1);
});

test("corners that touch make one region", () => {
	const touching = map(64, 32, [4, 4, 10, 8, 0.75], [10, 8, 16, 12, 0.75]);
	const options = { width: 64, height: 32, boxThreshold: 0, expand: 0, minExpandedSide: 0 };
	expect(dbTextBoxes(touching, options).map(({ box }) => box)).toEqual([[4, 4, 16, 12]]);
	const apart = map(64, 32, [4, 4, 10, 8, 0.75], [11, 8, 16, 12, 0.75]);
	expect(dbTextBoxes(apart, options)).toHaveLength(2);
});

test.each(implementations)("%s finds the reference's boxes", (implementation) => {
	const level = fc.constantFrom(0, 0, 0.25, 0.5, 0.75, Number.NaN);
	const size = fc.integer({ min: 1, max: 12 });
	fc.assert(
		fc.property(size, size, fc.array(level, { minLength: 3, maxLength: 40 }), (width, height, levels) => {
			const data = Float32Array.from({ length: width * height }, (_, i) => levels[i % levels.length] as number);
			const options = { width: 50, height: 40, boxThreshold: 0.2, minSide: 1, minExpandedSide: 1 };
			const map = new Tensor("float32", data, [height, width]);
			const expected = dbTextBoxes(map, { ...options, implementation: "reference" });
			expect(dbTextBoxes(map, { ...options, implementation })).toEqual(expected);
		}),
	);
});

test("boxes are read line by line, from the left", () => {
	const order = (...boxes: [number, number][]) =>
		readingOrder(boxes.map(([left, top]) => ({ box: [left, top, left + 9, top + 9] as const }))).map(({ box }) => [
			box[0],
			box[1],
		]);
	expect(order([300, 104], [20, 100], [150, 97])).toEqual([
		[20, 100],
		[150, 97],
		[300, 104],
	]);
	expect(order([0, 50], [90, 40])).toEqual([
		[90, 40],
		[0, 50],
	]);
});

test("rejects maps of several pictures and thresholds that are none with INVALID_ARGUMENT", () => {
	const batch = new Tensor("float32", new Float32Array(8), [2, 1, 2, 2]);
	expect(errorOf(() => dbTextBoxes(batch, { width: 2, height: 2 }))).toContain("float32 [2,1,2,2]");
	expect(errorOf(() => dbTextBoxes(map(4, 4), { width: 0, height: 2 }))).toContain("`width`");
	expect(errorOf(() => dbTextBoxes(map(4, 4), { width: 2, height: 2, threshold: 30 }))).toContain("`threshold`");
	expect(errorOf(() => dbTextBoxes(map(4, 4), { width: 2, height: 2, unclip: 2 } as never))).toContain("`unclip`");
});
