import type { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import { LetterboxTransform } from "../letterbox/letterbox-transform.ts";
import { recordYoloDetections } from "../testing/cuda/record-yolo-detections.ts";
import { ORDERS, replayLaunches } from "../testing/emulated-kernels.ts";
import { rejectionOf } from "../testing/error-of.ts";
import { LaunchRecorder } from "../testing/record-launches.ts";
import { headOf, yoloOptions } from "../testing/seeded-head.ts";
import { toCuda } from "../testing/to-cuda.ts";
import { type CudaYoloDetectionsOptions, planYoloDetections } from "./cuda.ts";
import type { YoloPicture } from "./index.ts";

async function expectReference(
	cases: readonly (readonly [CudaYoloDetectionsOptions, Tensor, YoloPicture?])[],
	orders: readonly number[] = ORDERS,
): Promise<void> {
	const recorded = await Promise.all(cases.map((each) => recordYoloDetections(...each)));
	for (const order of orders) expect(replayLaunches(recorded, order)).toBe("");
}

describe.skipIf(!canCompile)(`yoloDetections on CUDA, emulated ${NEEDS_COMPILER}`, () => {
	test("finds what the definition finds, bit for bit, in every layout", async () => {
		const seeds = fc.tuple(fc.nat(1000), fc.constantFrom(2, 8, 1 << 20), fc.boolean());
		const cases = fc.sample(fc.tuple(yoloOptions, seeds), 30);
		await expectReference(
			cases.map(([options, [seed, levels, isOdd]]) => {
				const batchIndex = (options.shape[0] as number) - 1;
				return [options, headOf(options, seed, levels, isOdd), { batchIndex }];
			}),
		);
	});

	test("a head of a whole network gives the detections of the source picture, and reads back at most 8 kB", async () => {
		const transform = new LetterboxTransform(
			{ width: 1280, height: 720 },
			{ left: 0, top: 140, width: 640, height: 360 },
			{ width: 640, height: 640 },
		);
		const heads: readonly (readonly [CudaYoloDetectionsOptions, number])[] = [
			[{ head: "yolov8", classCount: 80, shape: [1, 84, 8400] }, 4000],
			[{ head: "yolov8", classCount: 80, shape: [1, 84, 8400], scoreThreshold: 0.001, multiLabel: true }, 1 << 20],
			[{ head: "yolov8", classCount: 80, shape: [1, 8400, 84], layout: "anchors-first", scoreThreshold: 0.001 }, 4000],
			[{ head: "yolov5", classCount: 80, shape: [1, 25200, 85], compare: ">=" }, 4000],
			[{ head: "yolox", classCount: 80, shape: [1, 8400, 85], width: 640, height: 640 }, 4000],
		];
		const ops = await openCudaOps({ cuda: new LaunchRecorder() });
		for (const [options] of heads)
			expect((await planYoloDetections(ops, options)).readBackBytes).toBeLessThanOrEqual(8192);
		await expectReference(
			heads.map(([options, levels]) => [options, headOf(options, 3, levels, false), { transform }]),
			[0],
		);
	});

	test("keypoints and coefficients of masks come back of what is kept", async () => {
		const pose = { head: "yolov8", classCount: 1, keypoints: 17, shape: [1, 56, 300], scoreThreshold: 0.1 } as const;
		const masks = { head: "yolov8", classCount: 4, maskCoefficients: 32, shape: [2, 40, 200] } as const;
		const many = { ...masks, shape: [1, 40, 900], multiLabel: true, maxDetections: 3000, scoreThreshold: 0.1 } as const;
		const halves = { ...masks, dtype: "float16" } as const;
		await expectReference([
			[pose, headOf(pose, 4, 50, false)],
			[halves, headOf(halves, 5, 50, false), { batchIndex: 1 }],
			[many, headOf(many, 6, 1 << 20, false)],
			[{ ...many, maxDetections: 800, perClass: false }, headOf(many, 7, 300, false)],
		]);
	});
});

test("the same is queued whatever is found, and nothing is waited for in between", async () => {
	const options = { head: "yolov8", classCount: 2, shape: [1, 6, 10] } as const;
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const plan = await planYoloDetections(ops, options);
	const head = toCuda(ops, "float32", new Float32Array(60), [1, 6, 10]);
	const before = recorder.recorded().steps.length;
	const found = plan.run(head);
	const queued = recorder.recorded().steps.slice(before);
	expect(queued.map(({ kind }) => kind)).toEqual(["fill", "launch", "launch", "launch"]);
	expect(await found).toEqual([]);
});

test("a head that does not fit is refused", async () => {
	const options = { head: "yolov8", classCount: 2, shape: [2, 6, 10] } as const;
	const ops = await openCudaOps({ cuda: new LaunchRecorder() });
	const plan = await planYoloDetections(ops, options);
	const head = toCuda(ops, "float32", new Float32Array(120), [2, 6, 10]);
	const other = toCuda(ops, "float32", new Float32Array(120), [1, 12, 10]);
	expect(await rejectionOf(() => plan.run(head))).toContain("`batchIndex`");
	expect(await rejectionOf(() => plan.run(head, { batchIndex: 2 }))).toContain("an integer from 0 to 1");
	expect(await rejectionOf(() => plan.run(other))).toBe(
		"INVALID_ARGUMENT: Expected float32 [2,6,10] as planned but received float32 [1,12,10].",
	);
	expect(await rejectionOf(() => plan.run(headOf(options, 1, 2, false) as never))).toContain("one on `cpu`");
});
