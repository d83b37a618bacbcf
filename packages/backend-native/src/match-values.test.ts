import type { ValueInfo } from "@polyinfer/core";
import { expect, test } from "vitest";
import { matchValues } from "./match-values.ts";

const values = (...names: readonly string[]): ValueInfo[] =>
	names.map((name) => ({
		name: name.replace("?", ""),
		dtype: "float32",
		shape: [1],
		...(name.endsWith("?") && { optional: true }),
	}));

test("finds values by name, in any order", () => {
	expect(matchValues(values("a", "b"), values("b", "a"), undefined)).toEqual([1, 0]);
});

test("goes by place where the engine calls them otherwise, or all the same", () => {
	expect(matchValues(values("a", "b"), values("x", "y"), undefined)).toEqual([0, 1]);
	expect(matchValues(values("a", "b"), values("a", "a"), undefined)).toEqual([0, 1]);
});

test("the engine's own names, where they are told, are the only way", () => {
	expect(matchValues(values("a", "b"), values("out1", "out0"), ["out0", "out1"])).toEqual([1, 0]);
	expect(matchValues(values("a"), values("x"), ["y"])).toEqual([-1]);
});

test("an optional input may be missing", () => {
	expect(matchValues(values("a", "w?"), values("a"), undefined)).toEqual([0, -1]);
	expect(matchValues(values("w?", "a"), values("x"), undefined)).toEqual([-1, 0]);
});

test("a required one that is missing is told", () => {
	expect(matchValues(values("a", "b"), values("a"), undefined)).toEqual([0, -1]);
});
