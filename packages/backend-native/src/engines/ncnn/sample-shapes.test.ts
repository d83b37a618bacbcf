import type { Dim, InputBounds, ValueInfo } from "@polyinfer/core";
import { expect, test } from "vitest";
import { sampleShapes } from "./sample-shapes.ts";

const input = (name: string, shape: readonly Dim[] | null, dimNames?: readonly (string | null)[]): ValueInfo => ({
	name,
	dtype: "float32",
	shape,
	...(dimNames ? { dimNames } : {}),
});
const shapes = (inputs: readonly ValueInfo[], bounds: InputBounds = {}, isBatch = true) =>
	sampleShapes(inputs, bounds, isBatch);

test("one shape where no axis is free, and where the batch alone is", () => {
	expect(shapes([input("x", [1, 3, 8, 9])])).toEqual({ first: [[1, 3, 8, 9]] });
	expect(shapes([input("x", [null, 3])])).toEqual({ first: [[1, 3]] });
});

test("two shapes that differ along the free axes, each in its own way", () => {
	const { first, second } = shapes([input("x", [null, 3, null, null])]);
	expect(first).toEqual([[1, 3, 64, 96]]);
	expect(second).toEqual([[1, 3, 96, 160]]);
});

test("axes of one name have one size, on every input", () => {
	const { first, second } = shapes([
		input("a", [null, null], ["n", "s"]),
		input("b", [null, 4, null], ["n", null, "s"]),
	]);
	expect(first).toEqual([
		[1, 64],
		[1, 4, 64],
	]);
	expect(second).toEqual([
		[1, 96],
		[1, 4, 96],
	]);
});

test("the first axis differs, too, where the net has no batch", () => {
	expect(shapes([input("x", [null, 4])], {}, false)).toEqual({ first: [[2, 4]], second: [[3, 4]] });
});

test("takes the sizes that the caller fixed, and both ends of a bound", () => {
	const x = input("x", [null, 3, null, null]);
	expect(shapes([x], { x: { shape: [2, 3, 32, 64] } })).toEqual({ first: [[2, 3, 32, 64]] });
	const shape = { min: [1, 3, 32, 32], opt: [1, 3, 64, 64], max: [4, 3, 320, 960] };
	expect(shapes([x], { x: { shape } })).toEqual({ first: [[1, 3, 32, 32]], second: [[1, 3, 320, 960]] });
	expect(shapes([input("x", null)], { x: { shape: [5, 6] } })).toEqual({ first: [[5, 6]] });
});

test("refuses an unknown rank and says what helps", () => {
	expect(() => shapes([input("x", null)])).toThrowError(
		expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringContaining("bound its shape by `inputs`") }),
	);
});
