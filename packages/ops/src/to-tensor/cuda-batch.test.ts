import type { Tensor } from "@polyinfer/core";
import { describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import { allocateCudaTensor } from "../cuda/cuda-tensor.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import { planLetterbox } from "../letterbox/cuda.ts";
import { letterbox } from "../letterbox/index.ts";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { ORDERS, replayLaunches } from "../testing/emulated-kernels.ts";
import { errorOf } from "../testing/error-of.ts";
import { LaunchRecorder } from "../testing/record-launches.ts";
import { recordOps } from "../testing/record-plan.ts";
import { framePlanes, seededFrame } from "../testing/seeded-frame.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { type CudaBatchEntry, runCudaBatch } from "./cuda-batch.ts";

const options = { width: 24, height: 17, scale: 1 / 255, mean: 0.485, std: 0.229 } as const;

/** Sizes and formats of several kernels, and two of each size. */
const pictures: readonly AnyPicture[] = [
	seededPicture(1, 48, 34),
	seededPicture(2, 31, 57, "bgra"),
	withGaps(seededPicture(3, 31, 57, "rgba"), 5),
	framePlanes(seededFrame(4, 29, 31), 3, true),
	seededPicture(5, 1, 1),
	seededFrame(6, 48, 34, "i420"),
	seededPicture(7, 72, 51),
	{ data: seededPicture(8, 20, 9).data, shape: [9, 20, 3], stride: [-60, 3, 1], offset: 8 * 60 },
];

function sourceOf(picture: AnyPicture): { width: number; height: number; format: "rgb" } {
	if (!("shape" in picture)) return picture as never;
	return { width: picture.shape[1] as number, height: picture.shape[0] as number, format: "rgb" };
}

async function entriesOf(ops: CudaOps): Promise<CudaBatchEntry[]> {
	const entries = pictures.map(async (picture) => ({
		plan: await planLetterbox(ops, { source: sourceOf(picture), ...options }),
		picture,
	}));
	return Promise.all(entries);
}

/** As the reference has them, in the order of `slots`. */
function expected(slots: readonly number[]): Float32Array {
	const one = 3 * options.width * options.height;
	const all = new Float32Array(one * slots.length);
	for (const [i, slot] of slots.entries()) {
		const how = { ...options, implementation: "reference" } as const;
		all.set((letterbox(pictures[i] as AnyPicture, how).tensor as Tensor<"float32">).data, slot * one);
	}
	return all;
}

describe.skipIf(!canCompile)(`batches of pictures on CUDA, emulated ${NEEDS_COMPILER}`, () => {
	test("pictures of several sizes and formats become one batch, in a launch for each kernel", async () => {
		const recorded = await recordOps(async (ops, expect) => {
			expect(runCudaBatch(ops, await entriesOf(ops)), expected([0, 1, 2, 3, 4, 5, 6, 7]));
		});
		const kernels = new Set(
			recorded.steps.flatMap((step) => (step.kind === "launch" ? [recorded.kernels[step.kernel]?.name] : [])),
		);
		expect([...kernels].sort()).toEqual(["frame_bilinear", "picture_bilinear_3", "picture_copies_3"]);
		expect(recorded.steps.filter(({ kind }) => kind === "launch")).toHaveLength(3);
		for (const order of ORDERS) expect(replayLaunches([recorded], order)).toBe("");
	});

	test("pictures whose pixels take few samples and many share a launch", async () => {
		const how = { ...options, width: 9, height: 8, filter: "antialias" } as const;
		const sizes = [
			[20, 19],
			[401, 310],
			[150, 130],
		] as const;
		const recorded = await recordOps(async (ops, expect) => {
			const all = sizes.map(([width, height]) => seededPicture(width, width, height));
			const entries = all.map(async (picture) => ({
				plan: await planLetterbox(ops, { source: picture, ...how }),
				picture,
			}));
			const tensors = all.map((picture) => letterbox(picture, { ...how, implementation: "reference" }).tensor);
			const elements = tensors.flatMap(({ data }) => [...(data as Float32Array)]);
			expect(runCudaBatch(ops, await Promise.all(entries)), Float32Array.from(elements));
		});
		expect(recorded.steps.filter(({ kind }) => kind === "launch")).toHaveLength(1);
		for (const order of [0, 7]) expect(replayLaunches([recorded], order)).toBe("");
	});

	test("pictures go to the slots that are named, those on the GPU too, again and again", async () => {
		const recorded = await recordOps(async (ops, expect) => {
			const slots = [7, 6, 5, 4, 3, 2, 1, 0];
			const entries = (await entriesOf(ops)).map((entry, i) => ({ ...entry, slot: slots[i] as number }));
			const onGpu = allocateCudaTensor(ops, "uint8", [34, 48, 3]);
			ops.stream.upload(onGpu.handle as never, 0, (pictures[0] as { data: Uint8Array }).data);
			entries[0] = { ...(entries[0] as (typeof entries)[0]), picture: onGpu as never };
			const batch = allocateCudaTensor(ops, "float32", [8, 3, 17, 24]);
			for (let round = 0; round < 2; round++) runCudaBatch(ops, entries, batch);
			expect(batch, expected(slots));
		});
		for (const order of ORDERS) expect(replayLaunches([recorded], order)).toBe("");
	});
});

test("an empty batch leaves its output as it is", async () => {
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const output = allocateCudaTensor(ops, "float32", [0, 3, 17, 24]);
	expect(runCudaBatch(ops, [], output)).toBe(output);
	expect(recorder.recorded().steps).toEqual([]);
	expect(errorOf(() => runCudaBatch(ops, []))).toContain("pictures, or a batch as output");
});

test("batches that do not fit are refused before anything is uploaded", async () => {
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const [first, second] = (await entriesOf(ops)) as [CudaBatchEntry, CudaBatchEntry];
	const other = await planLetterbox(ops, { source: sourceOf(pictures[1] as AnyPicture), ...options, width: 25 });
	const foreign = await openCudaOps({ cuda: recorder });
	const before = recorder.recorded().steps.length;
	const wrong = (entries: readonly CudaBatchEntry[], output?: Parameters<typeof runCudaBatch>[2]) =>
		errorOf(() => runCudaBatch(ops, entries, output));
	expect(wrong([first, { ...second, plan: other }])).toBe(
		"INVALID_ARGUMENT: Expected a plan that gives float32 [1,3,17,24], as the first one, but received float32 [1,3,17,25].",
	);
	expect(wrong([first, { ...second, slot: 0 }])).toContain("slot 0 twice");
	expect(wrong([first, { ...second, slot: 2 }])).toContain("`slot`");
	expect(wrong([{ ...first, picture: pictures[1] as AnyPicture }])).toContain("48x34 rgb as planned");
	expect(wrong([first], allocateCudaTensor(ops, "float16", [1, 3, 17, 24]))).toContain("received float16");
	expect(wrong([first], allocateCudaTensor(ops, "float32", [1, 3, 17, 25]))).toContain("[N,3,17,24]");
	expect(errorOf(() => runCudaBatch(foreign, [first]))).toContain("plans of these ops");
	expect(recorder.recorded().steps).toHaveLength(before);
});
