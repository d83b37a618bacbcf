import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LetterboxTransform } from "../letterbox/letterbox-transform.ts";
import { noDawn, openDawn, skipsDawn } from "../testing/dawn.ts";
import { rejectionOf } from "../testing/error-of.ts";
import { headOf, yoloOptions } from "../testing/seeded-head.ts";
import { toGpu } from "../testing/to-gpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { planYoloDetections as planOnCpu, type YoloPicture } from "./index.ts";
import { type GpuYoloDetectionsOptions, planYoloDetections } from "./webgpu.ts";

let gpu: Gpu;
beforeAll(async () => {
	if (!skipsDawn) gpu = await openDawn();
});
afterAll(() => gpu?.dispose());
const onGpu = test.skipIf(skipsDawn);
const why = skipsDawn ? ` (${noDawn})` : "";

async function expectReference(
	options: GpuYoloDetectionsOptions,
	head: Tensor,
	picture: YoloPicture = {},
): Promise<void> {
	const plan = planYoloDetections(gpu, options);
	const onDevice = toGpu(gpu, options.dtype ?? "float32", head.data as Float32Array, head.shape);
	try {
		const expected = planOnCpu({ ...options, implementation: "reference" }).run(head, undefined, picture);
		expect(await plan.run(onDevice, picture)).toEqual(expected);
	} finally {
		onDevice.dispose();
		plan.dispose();
	}
}

onGpu(`finds what the definition finds, bit for bit, in every layout${why}`, async () => {
	await fc.assert(
		fc.asyncProperty(
			yoloOptions,
			fc.nat(1000),
			fc.constantFrom(2, 8, 1 << 20),
			fc.boolean(),
			async (options, seed, levels, isOdd) => {
				await expectReference(options, headOf(options, seed, levels, isOdd), {
					batchIndex: (options.shape[0] as number) - 1,
				});
			},
		),
		{ numRuns: 35 },
	);
});

onGpu(
	`a head of a whole network gives the detections of the source picture, and reads back at most 8 kB${why}`,
	async () => {
		for (const [options, levels] of [
			[{ head: "yolov8", classCount: 80, shape: [1, 84, 8400] }, 4000],
			[{ head: "yolov8", classCount: 80, shape: [1, 84, 8400], scoreThreshold: 0.001, multiLabel: true }, 1 << 20],
			[{ head: "yolov5", classCount: 80, shape: [1, 25200, 85], compare: ">=" }, 4000],
			[{ head: "yolox", classCount: 80, shape: [1, 8400, 85], width: 640, height: 640 }, 4000],
		] as const satisfies readonly [GpuYoloDetectionsOptions, number][]) {
			const transform = new LetterboxTransform(
				{ width: 1280, height: 720 },
				{ left: 0, top: 140, width: 640, height: 360 },
				{ width: 640, height: 640 },
			);
			const plan = planYoloDetections(gpu, options);
			expect(plan.readBackBytes).toBeLessThanOrEqual(8192);
			plan.dispose();
			await expectReference(options, headOf(options, 3, levels, false), { transform });
		}
	},
);

onGpu(`sizes of a YOLOX that are no number stay none, and endless ones endless${why}`, async () => {
	const options = {
		head: "yolox",
		classCount: 1,
		shape: [1, 21, 6],
		width: 32,
		height: 32,
		scoreThreshold: 0.1,
	} as const;
	const numbers = new Float32Array(21 * 6).fill(0.5);
	for (const [anchor, size] of [Number.NaN, Infinity, -Infinity, 89, -88].entries()) numbers[anchor * 6 + 2] = size;
	await expectReference(options, new Tensor("float32", numbers, options.shape));
});

onGpu(`keypoints and coefficients of masks come back of what is kept${why}`, async () => {
	const pose = { head: "yolov8", classCount: 1, keypoints: 17, shape: [1, 56, 300], scoreThreshold: 0.1 } as const;
	await expectReference(pose, headOf(pose, 4, 50, false));
	const masks = { head: "yolov8", classCount: 4, maskCoefficients: 32, shape: [2, 40, 200], dtype: "float16" } as const;
	await expectReference(masks, headOf(masks, 5, 50, false), { batchIndex: 1 });
});

onGpu(`a head that does not fit is refused${why}`, async () => {
	const options = { head: "yolov8", classCount: 2, shape: [2, 6, 10] } as const;
	const plan = planYoloDetections(gpu, options);
	const head = toGpu(gpu, "float32", new Float32Array(120), [2, 6, 10]);
	const other = toGpu(gpu, "float32", new Float32Array(120), [1, 12, 10]);
	expect(await rejectionOf(() => plan.run(head))).toContain("`batchIndex`");
	expect(await rejectionOf(() => plan.run(head, { batchIndex: 2 }))).toContain("an integer from 0 to 1");
	expect(await rejectionOf(() => plan.run(other))).toBe(
		"INVALID_ARGUMENT: Expected float32 [2,6,10] as planned but received float32 [1,12,10].",
	);
	expect(await rejectionOf(() => plan.run(headOf(options, 1, 2, false) as never))).toContain("one on `cpu`");
	for (const it of [plan, head, other]) it.dispose();
});
