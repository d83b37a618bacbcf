import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { allocateCudaTensor } from "../cuda/cuda-tensor.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import { recordNmsIndices } from "../testing/cuda/record-nms-indices.ts";
import { ORDERS, replayLaunches } from "../testing/emulated-kernels.ts";
import { rejectionOf } from "../testing/error-of.ts";
import { LaunchRecorder } from "../testing/record-launches.ts";
import { type SeededBoxes, seededBoxes } from "../testing/seeded-boxes.ts";
import { toCuda } from "../testing/to-cuda.ts";
import { type CudaNmsIndicesOptions, planNmsIndices } from "./cuda.ts";

type Options = Omit<CudaNmsIndicesOptions, "count">;

async function expectReference(
	cases: readonly (readonly [SeededBoxes, Options, boolean?])[],
	orders: readonly number[] = ORDERS,
): Promise<void> {
	const recorded = await Promise.all(cases.map((each) => recordNmsIndices(...each)));
	for (const order of orders) expect(replayLaunches(recorded, order)).toBe("");
}

const arithmetics = fc.constantFrom("torchvision", "opencv" as const);
const rules = fc.record({
	iouThreshold: fc.constantFrom(0, 0.1, 0.25, 1 / 3, 0.45, 0.5, 0.7, 1),
	compare: fc.constantFrom(">", ">=" as const),
	perClass: fc.boolean(),
	maxDetections: fc.constantFrom(0, 1, 7, 300, 2 ** 31 - 1),
	maxPerClass: fc.constantFrom(0, 1, 3, 2 ** 31 - 1, 2 ** 31 - 1),
	maxCandidates: fc.constantFrom(0, 5, 100, 2 ** 31 - 1, 2 ** 31 - 1),
	scoreThreshold: fc.constantFrom(-1, 0, 0.25, 0.5),
	arithmetic: arithmetics,
});

describe.skipIf(!canCompile)(`nmsIndices on CUDA, emulated ${NEEDS_COMPILER}`, () => {
	test("keeps the reference's boxes in its order, by every rule, with ties", async () => {
		const count = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1500 }));
		const scales = fc.constantFrom(2, 8, 40);
		const cases = fc.sample(fc.tuple(count, scales, fc.constantFrom(1, 3, 1000), rules, fc.boolean()), 30);
		await expectReference(
			cases.map(([n, scale, levels, options, has]) => [seededBoxes(n + 1, n, scale, levels, 4), options, has]),
		);
	});

	test("overlaps of just the threshold, and one rounding beside it, are told as the reference tells them", async () => {
		const side = fc.integer({ min: 0, max: 9 });
		const box = fc.tuple(side, side, side, side).map(([x, y, w, h]) => [x, y, x + w, y + h]);
		const boxes = fc.array(box, { maxLength: 60 });
		const threshold = fc
			.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 12 }))
			.map(([a, b]) => Math.min(1, a / b));
		const compares = fc.constantFrom(">", ">=" as const);
		const cases = fc.sample(fc.tuple(boxes, threshold, compares, arithmetics), 30);
		await expectReference(
			cases.flatMap(([list, iouThreshold, compare, arithmetic]) => {
				const scores = Float32Array.from(list, (_, i) => 1 / (i + 1));
				const given = { boxes: Float32Array.from(list.flat()), scores, classes: new Int32Array(list.length) };
				return [iouThreshold, Math.fround(iouThreshold)].map(
					(threshold) => [given, { iouThreshold: threshold, compare, arithmetic }] as const,
				);
			}),
			[0],
		);
	});

	test("boxes and scores that are no numbers are kept or left out as by the reference", async () => {
		const number = fc.constantFrom(0, -0, 1, 2, 5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
		const boxes = fc.array(fc.tuple(number, number, number, number, number), { maxLength: 40 });
		await expectReference(
			fc.sample(fc.tuple(boxes, arithmetics), 30).map(([list, arithmetic]) => {
				const given = Float32Array.from(list.flatMap(([, ...box]) => box));
				const scores = Float32Array.from(list, ([score]) => score);
				return [
					{ boxes: given, scores, classes: new Int32Array(list.length) },
					{ iouThreshold: 0.3, arithmetic },
				];
			}),
			[0, 1],
		);
	});

	test("what is kept of thousands is the reference's, however much that is", async () => {
		const count = fc.integer({ min: 1025, max: 5000 });
		const scales = fc.constantFrom(3, 12, 40, 200);
		const unlimited = rules.map(({ maxPerClass: _, ...rest }) => rest);
		const most = fc.record({
			maxDetections: fc.constantFrom(513, 700, 2048, 3001, 2 ** 31 - 1),
			maxCandidates: fc.constantFrom(1100, 2048, 2113, 2 ** 31 - 1),
		});
		const cases = fc.sample(fc.tuple(count, scales, fc.constantFrom(1, 3, 1000), unlimited, most, fc.boolean()), 10);
		await expectReference(
			cases.map(([n, scale, levels, options, limits, has]) => {
				const given = seededBoxes(n, n, scale, levels, 4);
				for (let i = 0; i < n; i += 50) given.boxes[4 * i + (i % 4)] = Number.NaN;
				return [given, { ...options, ...limits }, has];
			}),
			[0, 1, 7],
		);
	});

	test("boxes of which each suppresses only the next are kept one by one", async () => {
		const count = 2300;
		const boxes = Float32Array.from(Array.from({ length: count }, (_, i) => [4 * i, 0, 4 * i + 10, 10]).flat());
		const scores = Float32Array.from({ length: count }, (_, i) => 1 - i / count);
		await expectReference([[{ boxes, scores, classes: new Int32Array(count) }, { iouThreshold: 0.4 }]], [0, 7]);
	});

	test("tens of thousands of boxes, of one score, over each other, sorted before, are no different", async () => {
		const sorted = seededBoxes(9, 20_000, 30, 1, 2);
		for (let i = 0; i < sorted.scores.length; i++) sorted.scores[i] = 1 - i / 40_000;
		await expectReference(
			[
				[seededBoxes(5, 30_000, 640, 100_000, 80), { maxDetections: 300 }],
				[seededBoxes(6, 30_000, 300, 1, 3), { maxDetections: 1500, perClass: false }],
				[seededBoxes(7, 2500, 60, 50, 2), {}],
				[seededBoxes(8, 40_000, 6, 500, 1), {}],
				[sorted, { maxDetections: 300 }],
			],
			[0],
		);
	});
});

test("memory on the device stays bounded, and launches few, for as many boxes as there are", async () => {
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const launchesOf = async (count: number, options: Options = {}): Promise<number> => {
		const plan = await planNmsIndices(ops, { count, ...options });
		const recorded = recorder.recorded();
		expect(plan.deviceBytes).toBeLessThanOrEqual(8 * 2 ** 20 + 64 * count + 4096);
		const boxes = allocateCudaTensor(ops, "float32", [count, 4]);
		const scores = allocateCudaTensor(ops, "float32", [count]);
		await plan.run({ boxes, scores });
		const steps = recorder.recorded().steps.slice(recorded.steps.length);
		return steps.filter(({ kind }) => kind === "launch").length;
	};
	expect(await launchesOf(300)).toBe(3);
	expect(await launchesOf(30_000, { maxDetections: 300 })).toBe(3);
	expect(await launchesOf(2048)).toBe(5);
	expect(await launchesOf(30_000)).toBe(13);
	expect(await launchesOf(1_000_000, { maxCandidates: 10_000 })).toBe(11);
});

test("what does not fit is refused", async () => {
	const ops = await openCudaOps({ cuda: new LaunchRecorder() });
	expect(await rejectionOf(() => planNmsIndices(ops, { count: -1 }))).toContain("`count`");
	expect(await rejectionOf(() => planNmsIndices(ops, { count: 3, iouThreshold: 2 }))).toContain("`iouThreshold`");
	const plan = await planNmsIndices(ops, { count: 3 });
	expect(plan.readBackBytes).toBe(28);
	const scores = toCuda(ops, "float32", new Float32Array(3), [3]);
	const boxes = toCuda(ops, "float32", new Float32Array(16), [4, 4]);
	expect(await rejectionOf(() => plan.run({ boxes, scores }))).toBe(
		"INVALID_ARGUMENT: Expected float32 [3,4] for `boxes` but received float32 [4,4].",
	);
	expect(await rejectionOf(() => plan.run({ boxes: new Float32Array(12) as never, scores }))).toContain("one on `cpu`");
	await ops.dispose();
	expect(await rejectionOf(() => plan.run({ boxes, scores }))).toContain("DISPOSED");
});
