import { expect, test } from "vitest";
import type { Dim, InputBounds, ValueInfo } from "../value-info.ts";
import { seededShapes } from "./seeded-shapes.ts";

const value = (name: string, shape: readonly Dim[] | null, dimNames?: readonly (string | null)[]): ValueInfo => ({
	name,
	dtype: "float32",
	shape,
	...(dimNames ? { dimNames } : {}),
});
const shapeOf = (shape: readonly Dim[] | null, bounds: InputBounds = {}) =>
	seededShapes([value("x", shape)], bounds)[0];

test("sizes that the model fixes stay", () => {
	expect(shapeOf([1, 3, 224, 224])).toEqual([1, 3, 224, 224]);
	expect(shapeOf([])).toEqual([]);
	expect(shapeOf([0, null])).toEqual([0, 8]);
});

test("a free batch is 2, height and width of a picture 64, others 8", () => {
	expect(shapeOf([null, 3, null, null])).toEqual([2, 3, 64, 64]);
	expect(shapeOf([null, null, null, 3])).toEqual([2, 64, 64, 3]);
	expect(shapeOf([null, null, null, null])).toEqual([2, 3, 64, 64]);
	expect(shapeOf([null, null])).toEqual([2, 8]);
});

test("bounds decide, and an unknown rank is a scalar without them", () => {
	const bounds = { x: { shape: { min: [1, 2], opt: [3, 4], max: [5, 6] } } };
	expect(shapeOf([null, null], bounds)).toEqual([3, 4]);
	expect(shapeOf(null, bounds)).toEqual([3, 4]);
	expect(shapeOf([null, null], { x: { shape: [null, 7] } })).toEqual([2, 7]);
	expect(shapeOf(null)).toEqual([]);
});

test("axes of one name get one size, a bounded one first", () => {
	const ids = value("ids", [null, null], ["batch", "length"]);
	const mask = value("mask", [null, null], ["batch", "length"]);
	expect(seededShapes([ids, mask], { mask: { shape: { min: [1, 1], opt: [4, 16], max: [8, 32] } } })).toEqual([
		[4, 16],
		[4, 16],
	]);
	expect(seededShapes([ids, value("last", [null], ["length"])], {})).toEqual([[2, 8], [8]]);
});
