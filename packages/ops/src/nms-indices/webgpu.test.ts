import type { DeviceTensor } from "@polyinfer/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noDawn, openDawn, skipsDawn } from "../testing/dawn.ts";
import { errorOf, rejectionOf } from "../testing/error-of.ts";
import { type SeededBoxes, seededBoxes } from "../testing/seeded-boxes.ts";
import { toGpu } from "../testing/to-gpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { nmsIndices } from "./index.ts";
import { type GpuNmsIndicesOptions, planNmsIndices } from "./webgpu.ts";

let gpu: Gpu;
beforeAll(async () => {
	if (!skipsDawn) gpu = await openDawn();
});
afterAll(() => gpu?.dispose());
const onGpu = test.skipIf(skipsDawn);
const why = skipsDawn ? ` (${noDawn})` : "";

type Options = Omit<GpuNmsIndicesOptions, "count">;

async function expectReference(
	{ boxes, scores, classes }: SeededBoxes,
	options: Options,
	hasClasses = true,
): Promise<void> {
	const count = scores.length;
	const plan = planNmsIndices(gpu, { ...options, count });
	const tensors: DeviceTensor[] = [
		toGpu(gpu, "float32", boxes, [count, 4]),
		toGpu(gpu, "float32", scores, [1, count]),
		toGpu(gpu, "int32", classes, [count]),
	];
	try {
		const input = { boxes: tensors[0] as DeviceTensor, scores: tensors[1] as DeviceTensor };
		const found = await plan.run(hasClasses ? { ...input, classes: tensors[2] as DeviceTensor } : input);
		const given = hasClasses ? { boxes, scores, classes } : { boxes, scores };
		expect([...found]).toEqual([...nmsIndices(given, { ...options, implementation: "reference" })]);
	} finally {
		for (const it of [...tensors, plan]) it.dispose();
	}
}

const rules = fc.record({
	iouThreshold: fc.constantFrom(0, 0.1, 0.25, 1 / 3, 0.45, 0.5, 0.7, 1),
	compare: fc.constantFrom(">", ">=" as const),
	perClass: fc.boolean(),
	maxDetections: fc.constantFrom(0, 1, 7, 300, 2 ** 31 - 1),
	maxPerClass: fc.constantFrom(0, 1, 3, 2 ** 31 - 1),
	maxCandidates: fc.constantFrom(0, 5, 100, 2 ** 31 - 1),
	scoreThreshold: fc.constantFrom(-1, 0, 0.25, 0.5),
});

onGpu(`keeps the reference's boxes in its order, by every rule, with ties${why}`, async () => {
	const count = fc.integer({ min: 0, max: 400 });
	await fc.assert(
		fc.asyncProperty(
			count,
			fc.constantFrom(2, 8, 40),
			fc.constantFrom(1, 3, 1000),
			rules,
			fc.boolean(),
			async (count, scale, levels, rules, has) => {
				await expectReference(seededBoxes(count + 1, count, scale, levels, 4), rules, has);
			},
		),
		{ numRuns: 50 },
	);
});

onGpu(
	`overlaps of just the threshold, and one rounding beside it, are told as the reference tells them${why}`,
	async () => {
		// Boxes of whole numbers overlap by fractions of small numbers, of which many are no float32.
		const side = fc.integer({ min: 0, max: 9 });
		const box = fc.tuple(side, side, side, side).map(([x, y, w, h]) => [x, y, x + w, y + h]);
		const threshold = fc
			.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 12 }))
			.map(([a, b]) => Math.min(1, a / b));
		await fc.assert(
			fc.asyncProperty(
				fc.array(box, { maxLength: 60 }),
				threshold,
				fc.constantFrom(">", ">=" as const),
				async (list, iouThreshold, compare) => {
					const scores = Float32Array.from(list, (_, i) => 1 / (i + 1));
					const boxes = { boxes: Float32Array.from(list.flat()), scores, classes: new Int32Array(list.length) };
					await expectReference(boxes, { iouThreshold, compare });
					await expectReference(boxes, { iouThreshold: Math.fround(iouThreshold), compare });
				},
			),
			{ numRuns: 40 },
		);
	},
);

onGpu(`boxes and scores that are no numbers are kept or left out as by the reference${why}`, async () => {
	const number = fc.constantFrom(0, -0, 1, 2, 5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(number, number, number, number, number), { maxLength: 40 }), async (list) => {
			const boxes = Float32Array.from(list.flatMap(([, ...box]) => box));
			const scores = Float32Array.from(list, ([score]) => score);
			await expectReference({ boxes, scores, classes: new Int32Array(list.length) }, { iouThreshold: 0.3 });
		}),
		{ numRuns: 30 },
	);
});

onGpu.each([
	["30,000 boxes", seededBoxes(5, 30_000, 640, 100_000, 80), { maxDetections: 300 }],
	["30,000 boxes of one score", seededBoxes(6, 30_000, 300, 1, 3), { maxDetections: 1500, perClass: false }],
	["2,500 boxes, all that are kept", seededBoxes(7, 2500, 60, 50, 2), {}],
	["20,000 boxes over each other, the best 3,000 of them", seededBoxes(8, 20_000, 6, 500, 1), { maxCandidates: 3000 }],
] as const)(`%s${why}`, async (_, boxes, options) => {
	await expectReference(boxes, options);
});

onGpu(`runs that are under way at once give each its own${why}`, async () => {
	const all = [1, 2, 3, 4].map((seed) => seededBoxes(seed, 500, 30, 100, 3));
	const plan = planNmsIndices(gpu, { count: 500 });
	const tensors = all.map(({ boxes, scores }) => ({
		boxes: toGpu(gpu, "float32", boxes, [500, 4]),
		scores: toGpu(gpu, "float32", scores, [500]),
	}));
	const found = await Promise.all(tensors.map((input) => plan.run(input)));
	for (const [i, { boxes, scores }] of all.entries())
		expect([...(found[i] as Int32Array)]).toEqual([...nmsIndices({ boxes, scores }, { implementation: "reference" })]);
	plan.dispose();
	for (const { boxes, scores } of tensors) for (const it of [boxes, scores]) it.dispose();
});

onGpu(`what does not fit is refused${why}`, async () => {
	expect(errorOf(() => planNmsIndices(gpu, { count: 3, arithmetic: "opencv" }))).toContain(
		"UNSUPPORTED: WebGPU has no float64",
	);
	expect(errorOf(() => planNmsIndices(gpu, { count: -1 }))).toContain("`count`");
	expect(errorOf(() => planNmsIndices(gpu, { count: 3, iouThreshold: 2 }))).toContain("`iouThreshold`");
	const plan = planNmsIndices(gpu, { count: 3 });
	const scores = toGpu(gpu, "float32", new Float32Array(3), [3]);
	const boxes = toGpu(gpu, "float32", new Float32Array(16), [4, 4]);
	expect(await rejectionOf(() => plan.run({ boxes, scores }))).toBe(
		"INVALID_ARGUMENT: Expected float32 [3,4] for `boxes` but received float32 [4,4].",
	);
	expect(await rejectionOf(() => plan.run({ boxes: new Float32Array(12) as never, scores }))).toContain("one on `cpu`");
	for (const it of [plan, scores, boxes]) it.dispose();
});
