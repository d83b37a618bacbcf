import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { implementations } from "../testing/implementations.ts";
import { planTopK, topK } from "./index.ts";

const line = (values: readonly number[]) => new Tensor("float32", Float32Array.from(values), [1, values.length]);

test("equals sorting by score, then index", () => {
	const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)), { maxLength: 30 });
	const rank = (x: number) => (Number.isNaN(x) ? Number.NEGATIVE_INFINITY : x);
	fc.assert(
		fc.property(scores, fc.nat(35), (values, k) => {
			const sorted = values.map((score, index) => ({ index, score }));
			sorted.sort((a, b) => rank(b.score) - rank(a.score) || a.index - b.index);
			expect(topK(line(values), k)).toEqual(sorted.slice(0, k));
		}),
	);
});

test.each(implementations)("%s finds what the reference finds, among few and many scores", (implementation) => {
	const { NaN: nan, NEGATIVE_INFINITY: low, POSITIVE_INFINITY: high } = Number;
	const score = fc.oneof(
		{ weight: 6, arbitrary: fc.integer({ min: -9, max: 9 }) },
		fc.constantFrom(nan, low, high, -0, 1e-45),
	);
	const scores = fc.array(score, { minLength: 1, maxLength: 60 });
	fc.assert(
		fc.property(scores, fc.nat(40), fc.constantFrom(1, 3, 40), fc.constantFrom(0, 0.01), (values, k, times, rise) => {
			const many = Array.from(
				{ length: values.length * times },
				(_, i) => (values[i % values.length] as number) + i * rise,
			);
			for (const tensor of [line(many), new Tensor("float64", Float64Array.from(many), [many.length])])
				expect(topK(tensor, k, { implementation })).toEqual(topK(tensor, k, { implementation: "reference" }));
		}),
		{ numRuns: 200 },
	);
	expect(planTopK({ size: 3, k: 1, implementation }).implementation).toBe(implementation);
	expect(topK(line([]), 3, { implementation })).toEqual([]);
});

test("minus infinity comes before NaN", () => {
	expect(topK(line([Number.NaN, Number.NEGATIVE_INFINITY]), 2).map(({ index }) => index)).toEqual([1, 0]);
});

test("gives the label of each class", () => {
	expect(topK(line([0.25, 0.5, 0.125]), 2, { labels: ["tea", "espresso", "water"] })).toEqual([
		{ index: 1, score: 0.5, label: "espresso" },
		{ index: 0, score: 0.25, label: "tea" },
	]);
});

test("a plan used again starts afresh", () => {
	const plan = planTopK({ size: 3, k: 2 });
	plan.run(line([9, 8, 7]));
	expect(plan.run(line([1, 2, 3])).map(({ index }) => index)).toEqual([2, 1]);
});

test("rejects several lines, a wrong count of labels and a k that is none with INVALID_ARGUMENT", () => {
	expect(errorOf(() => topK(new Tensor("float32", new Float32Array(4), [2, 2]), 1))).toBe(
		"INVALID_ARGUMENT: Expected one line of 4 scores, [4] or [1,4], but received float32 [2,2].",
	);
	expect(errorOf(() => topK(line([1, 2]), 1, { labels: ["a"] }))).toContain("2 labels but received 1");
	expect(errorOf(() => topK(line([1, 2]), -1))).toContain("`k`");
	expect(errorOf(() => planTopK({ size: 3, k: 1 }).run(line([1])))).toContain("3 scores");
	const gone = line([1, 2]);
	structuredClone(gone.data, { transfer: [gone.data.buffer as ArrayBuffer] });
	for (const implementation of implementations)
		expect(errorOf(() => topK(gone, 1, { implementation }))).toContain("INVALID_ARGUMENT");
});
