import { type DType, numberToBfloat16, numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { implementations } from "../testing/implementations.ts";
import { ctcGreedy } from "./index.ts";

const labels = ["", "a", "b", " "];

/** One step a character, its class at 0.5 and the others at 0; "-" is the blank. */
function steps(text: string): Tensor {
	const data = new Float32Array(text.length * 4);
	for (const [i, character] of [...text].entries()) data[i * 4 + Math.max(0, labels.indexOf(character))] = 0.5;
	return new Tensor("float32", data, [1, text.length, 4]);
}

test.each([
	["aab", "ab"],
	["a-ab-", "aab"],
	["--a  b", "a b"],
	["----", ""],
	["abab", "abab"],
	["a -  -b", "a  b"],
])("reads %j as %j", (path, text) => {
	expect(ctcGreedy(steps(path), { labels })).toEqual({ text, score: text === "" ? 0 : 0.5 });
});

test("equals the plain way: classes, then runs, then no blanks", () => {
	const levels = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)), { maxLength: 12 });
	fc.assert(
		fc.property(levels, fc.nat(3), (lines, blank) => {
			const tensor = new Tensor(
				"float64",
				Float64Array.from(lines.flat(), (x) => x / 10),
				[lines.length, 4],
			);
			const best = lines.map((line) => ({ index: line.indexOf(Math.max(...line)), score: Math.max(...line) / 10 }));
			const runs = best.filter(({ index }, i) => index !== best[i - 1]?.index);
			const kept = runs.filter(({ index }) => index !== blank);
			const { text, score } = ctcGreedy(tensor, { labels, blank });
			expect(text).toBe(kept.map(({ index }) => labels[index]).join(""));
			expect(score).toBeCloseTo(kept.reduce((sum, step) => sum + step.score, 0) / (kept.length || 1), 12);
		}),
	);
});

test.each(implementations)("%s reads as the reference does, from every element type", (implementation) => {
	const names = Array.from({ length: 37 }, (_, i) => String.fromCharCode(97 + i));
	const level = fc.constantFrom(0, 0.125, 0.5, 1, Number.NaN);
	const makers: Partial<Record<DType, (values: number[], shape: number[]) => Tensor>> = {
		float32: (values, shape) => new Tensor("float32", Float32Array.from(values), shape),
		float64: (values, shape) => new Tensor("float64", Float64Array.from(values), shape),
		float16: (values, shape) => new Tensor("float16", Uint16Array.from(values, numberToHalf), shape),
		bfloat16: (values, shape) => new Tensor("bfloat16", Uint16Array.from(values, numberToBfloat16), shape),
	};
	fc.assert(
		fc.property(fc.nat(90), fc.array(level, { minLength: 1, maxLength: 50 }), (count, levels) => {
			const values = Array.from({ length: count * 37 }, (_, i) => levels[(i * 7) % levels.length] as number);
			for (const make of Object.values(makers)) {
				const tensor = make(values, [1, count, 37]);
				const expected = ctcGreedy(tensor, { labels: names, implementation: "reference" });
				expect(ctcGreedy(tensor, { labels: names, implementation })).toEqual(expected);
			}
		}),
		{ numRuns: 50 },
	);
});

test("rejects labels that do not fit the classes, and batches, with INVALID_ARGUMENT", () => {
	expect(errorOf(() => ctcGreedy(steps("ab"), { labels: ["", "a"] }))).toBe(
		"INVALID_ARGUMENT: Expected the steps of one text, [steps,2] or [1,steps,2], for 2 labels but received float32 [1,2,4].",
	);
	const batch = new Tensor("float32", new Float32Array(16), [2, 2, 4]);
	expect(errorOf(() => ctcGreedy(batch, { labels }))).toContain("float32 [2,2,4]");
	expect(errorOf(() => ctcGreedy(steps("a"), { labels, blank: 4 }))).toContain("`blank`");
	expect(errorOf(() => ctcGreedy(steps("a"), {} as never))).toContain("`labels`");
});
