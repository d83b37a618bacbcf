import { type Cuda, openCuda } from "@polyinfer/engine-host/cuda";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { type FakeDriver, loadFakeDriver } from "../../../engine-host/src/cuda/testing/fake-driver.ts";
import { hasNvrtc, NEEDS_NVRTC } from "../../../engine-host/src/cuda/testing/has-nvrtc.ts";
import { isBuilt, NEEDS_BUILD } from "../../../engine-host/src/testing/built.ts";
import { planCenterCropResize } from "../center-crop-resize/cuda.ts";
import { centerCropResize } from "../center-crop-resize/index.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import { allocateCudaTensor } from "../cuda/cuda-tensor.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import { planLetterbox } from "../letterbox/cuda.ts";
import { letterbox } from "../letterbox/index.ts";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { emulatedKernels } from "../testing/emulated-kernels.ts";
import { errorOf, rejectionOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { seededFrame } from "../testing/seeded-frame.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import type { CudaPictureTensorPlan } from "./cuda.ts";
import { runCudaBatch } from "./cuda-batch.ts";

const skips = !(isBuilt && canCompile && hasNvrtc) && !process.env.CI;
const options = { width: 64, height: 48, scale: 1 / 255 } as const;
const reference = { implementation: "reference" } as const;

describe.skipIf(skips)(`pictures to tensors on a fake device ${NEEDS_BUILD} ${NEEDS_COMPILER} ${NEEDS_NVRTC}`, () => {
	let fake: FakeDriver;
	let cuda: Cuda;
	beforeAll(async () => {
		fake = loadFakeDriver(...emulatedKernels());
		cuda = await openCuda({ library: fake.library });
	});
	afterEach(async () => {
		fake.reset();
		await cuda.trim();
		expect([fake.misuses(), fake.live() - modules]).toEqual(["", 0]);
		fake.reset();
	});
	/** Kernels stay loaded. */
	let modules = 0;

	async function withOps(act: (ops: CudaOps) => Promise<void>): Promise<void> {
		const ops = await openCudaOps({ cuda });
		try {
			await act(ops);
		} finally {
			await ops.dispose();
		}
	}

	test("the compiler's kernels give the reference's bits, whatever waits for whatever", async () => {
		const picture = seededPicture(1, 200, 130);
		const frame = seededFrame(2, 200, 131);
		const crop = { resize: 50, crop: 40, mean: 127, std: 128, dtype: "float16" } as const;
		await withOps(async (ops) => {
			const plan = await planLetterbox(ops, { source: picture, ...options });
			const framePlan = await planCenterCropResize(ops, { source: frame, ...crop });
			modules = 2;
			for (const order of [0, 1, 99]) {
				fake.set("order", order);
				const copy = { ...picture, data: picture.data.slice() };
				const tensors = [plan.run(copy), framePlan.run(frame), plan.run(picture)];
				copy.data.fill(0);
				expectSame((await (tensors[0] as (typeof tensors)[0]).toCpu()).data, letterboxed(picture));
				expectSame(
					(await (tensors[1] as (typeof tensors)[0]).toCpu()).data,
					centerCropResize(frame, { ...crop, ...reference }).data,
				);
				expectSame((await (tensors[2] as (typeof tensors)[0]).toCpu()).data, letterboxed(picture));
				for (const tensor of tensors) tensor.dispose();
			}
			plan.dispose();
			framePlan.dispose();
		});
	});

	test("a batch of several sizes is right though its memory is used again at once", async () => {
		const pictures = [seededPicture(3, 90, 70), seededPicture(4, 31, 80), seededPicture(5, 90, 70)];
		await withOps(async (ops) => {
			const entries = await Promise.all(
				pictures.map(async (picture) => ({ plan: await planLetterbox(ops, { source: picture, ...options }), picture })),
			);
			const first = runCudaBatch(ops, entries);
			const second = runCudaBatch(ops, entries.toReversed());
			for (const { plan } of entries) plan.dispose();
			const [one, two] = [await first.toCpu(), await second.toCpu()];
			const size = one.size / 3;
			for (const [i, picture] of pictures.entries()) {
				const expected = letterboxed(picture);
				expectSame((one.data as Float32Array).subarray(i * size, (i + 1) * size), expected);
				expectSame((two.data as Float32Array).subarray((2 - i) * size, (3 - i) * size), expected);
			}
			first.dispose();
			second.dispose();
		});
	});

	test("what the driver refuses is told by its code, and nothing is left behind", async () => {
		const picture = seededPicture(1, 200, 130);
		await withOps(async (ops) => {
			const plan = await planLetterbox(ops, { source: picture, ...options });
			await cuda.trim();
			expect(fake.live()).toBeGreaterThan(0);
			// Memory that is kept for later is given back before a second try.
			for (const call of [1, 2]) fake.fail("cuMemAlloc_v2", call, 2);
			expect(errorOf(() => allocateCudaTensor(ops, "float32", [1 << 20]))).toContain("OUT_OF_MEMORY");
			fake.reset();
			for (const [call, code, expected] of [
				["cuLaunchKernel", 1, "ENGINE"],
				["cuLaunchKernel", 701, "OUT_OF_MEMORY"],
				["cuMemcpyHtoDAsync_v2", 1, "ENGINE"],
				["cuMemcpyHtoDAsync_v2", 999, "DEVICE_LOST"],
			] as const) {
				fake.fail(call, 1, code);
				expect(errorOf(() => plan.run(picture))).toContain(expected);
				expect(errorOf(() => failBatch(ops, plan, picture, fake, call, code))).toContain(expected);
				fake.reset();
				const tensor = plan.run(picture);
				expectSame((await tensor.toCpu()).data, letterboxed(picture));
				tensor.dispose();
			}
			plan.dispose();
		});
	});

	test("ops that were disposed take nothing, and their tensors stay readable", async () => {
		const picture = seededPicture(6, 20, 30);
		const ops = await openCudaOps({ cuda });
		const plan = await planLetterbox(ops, { source: picture, ...options });
		const tensor = plan.run(picture);
		await ops.dispose();
		expect(errorOf(() => plan.run(picture))).toContain("DISPOSED");
		expect(await rejectionOf(() => planLetterbox(ops, { source: picture, ...options }))).toContain("DISPOSED");
		expectSame((await tensor.toCpu()).data, letterboxed(picture));
		tensor.dispose();
		plan.dispose();
	});
});

/** A batch, of which a call of the driver fails. */
function failBatch(
	ops: CudaOps,
	plan: CudaPictureTensorPlan,
	picture: AnyPicture,
	fake: FakeDriver,
	call: string,
	code: number,
): void {
	fake.reset();
	fake.fail(call, 1, code);
	runCudaBatch(ops, [
		{ plan, picture },
		{ plan, picture },
	]);
}

function letterboxed(picture: AnyPicture): Float32Array {
	return letterbox(picture, { ...options, ...reference }).tensor.data as Float32Array;
}
