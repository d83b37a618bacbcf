import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import { recordTopK } from "../testing/cuda/record-top-k.ts";
import { ORDERS, replayLaunches } from "../testing/emulated-kernels.ts";
import { rejectionOf } from "../testing/error-of.ts";
import { LaunchRecorder } from "../testing/record-launches.ts";
import { toCuda } from "../testing/to-cuda.ts";
import { planTopK } from "./cuda.ts";

describe.skipIf(!canCompile)(`topK on CUDA, emulated ${NEEDS_COMPILER}`, () => {
	test("finds what the reference finds, among few and many scores", async () => {
		const { NaN: nan, POSITIVE_INFINITY: high, NEGATIVE_INFINITY: low } = Number;
		const score = fc.oneof(
			{ weight: 6, arbitrary: fc.integer({ min: -9, max: 9 }) },
			fc.constantFrom(nan, low, high, -0, 2 ** -24),
		);
		const scores = fc.array(score, { minLength: 0, maxLength: 60 });
		const many = fc.record({ times: fc.constantFrom(1, 3, 40, 150), rise: fc.constantFrom(0, 0.01) });
		const dtypes = fc.constantFrom("float32", "float16" as const);
		const cases = fc.sample(fc.tuple(scores, fc.nat(100), many, dtypes), 25);
		const recorded = await Promise.all(
			cases.map(([values, k, { times, rise }, dtype]) => {
				const length = values.length * times;
				const all = Array.from({ length }, (_, i) => (values[i % values.length] as number) + i * rise);
				return recordTopK(all, k, dtype);
			}),
		);
		recorded.push(
			await recordTopK(
				Array.from({ length: 20_000 }, (_, i) => Math.sin(i * 12.9898)),
				5000,
			),
		);
		for (const order of ORDERS) expect(replayLaunches(recorded, order)).toBe("");
	});

	test("merges what are more scores than it takes from at once", async () => {
		const many = Array.from({ length: 1025 * 2048 + 5 }, (_, i) => Math.imul(i, 2654435761) % 1_000_003);
		expect(replayLaunches([await recordTopK(many, 20)], 0)).toBe("");
	});
});

test("gives the label of each class, and refuses what does not fit", async () => {
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const plan = await planTopK(ops, { size: 3, k: 1, labels: ["tea", "espresso", "water"] });
	const words = Int32Array.of(1, 0);
	new Float32Array(words.buffer)[1] = 0.5;
	recorder.answer({ at: 0, elements: words });
	const scores = toCuda(ops, "float32", Float32Array.of(0.25, 0.5, 0.125), [3]);
	expect(await plan.run(scores)).toEqual([{ index: 1, score: 0.5, label: "espresso" }]);
	const lines = toCuda(ops, "float32", new Float32Array(3), [3, 1]);
	expect(await rejectionOf(() => plan.run(lines))).toContain("one line of 3 scores");
	expect(await rejectionOf(() => planTopK(ops, { size: 3, k: -1 }))).toContain("`k`");
});
