import { expect, test } from "vitest";
import { DTYPES, type DType } from "../dtype.ts";
import { toleranceOf, VERIFY_TOLERANCES } from "./tolerances.ts";

const of = (dtype: DType, given?: number | Record<string, number>) =>
	toleranceOf({ name: "y", dtype, shape: null }, given);

test("floats have a tolerance, all others are exact", () => {
	for (const dtype of Object.keys(DTYPES) as DType[])
		expect(of(dtype), dtype).toBe(dtype.includes("float") ? VERIFY_TOLERANCES[dtype] : 0);
	expect(of("float32")).toBe(1e-4);
});

test("a number holds for floats, a name for any dtype, others keep theirs", () => {
	expect([of("float32", 0.5), of("float16", 0), of("uint8", 0.5)]).toEqual([0.5, 0, 0]);
	expect([of("uint8", { y: 0.01 }), of("float32", { z: 1 })]).toEqual([0.01, 1e-4]);
});
