import { Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import { summarize, summaryCells } from "./tensor-summary.ts";

test("tells range, mean and the first elements", () => {
	const tensor = new Tensor("float32", Float32Array.of(1, 2, 3, 4, 5, 6, 7), [1, 7]);
	const summary = summarize("y", tensor);
	expect(summary).toEqual({
		name: "y",
		dtype: "float32",
		shape: [1, 7],
		min: 1,
		max: 7,
		mean: 4,
		nanCount: 0,
		first: [1, 2, 3, 4, 5, 6],
	});
	expect(summaryCells(summary)).toEqual(["y", "float32 [1,7]", "1 to 7, mean 4", "[1, 2, 3, 4, 5, 6, ...]"]);
});

test("NaN is counted, not averaged, and survives JSON with infinities and big integers", () => {
	const summary = summarize("y", new Tensor("float64", Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY), [2]));
	expect(summary).toMatchObject({ min: "Infinity", nanCount: 1, first: ["NaN", "Infinity"] });
	const big = summarize("y", new Tensor("int64", BigInt64Array.of(2n ** 60n, 3n), [2]));
	expect(big.first).toEqual(["1152921504606846976", 3]);
});

test("text and empty tensors have no range", () => {
	expect(summaryCells(summarize("t", new Tensor("string", ["a\x1b[31m"], [1])))).toEqual([
		"t",
		"string [1]",
		"",
		'["a\\u001b[31m"]',
	]);
	expect(summarize("e", new Tensor("float32", new Float32Array(0), [0]))).toMatchObject({ min: null, first: [] });
});

test("a name cannot steer the terminal", () => {
	const summary = summarize("\x1b[2Jy", new Tensor("bool", Uint8Array.of(1), []));
	expect(summaryCells(summary)[0]).toBe("[2Jy");
});
