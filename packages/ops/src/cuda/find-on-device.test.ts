import { type Cuda, type CudaMemory, type CudaStream, openCuda } from "@polyinfer/engine-host/cuda";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { type FakeDriver, loadFakeDriver } from "../../../engine-host/src/cuda/testing/fake-driver.ts";
import { hasNvrtc, NEEDS_NVRTC } from "../../../engine-host/src/cuda/testing/has-nvrtc.ts";
import { isBuilt, NEEDS_BUILD } from "../../../engine-host/src/testing/built.ts";
import { planArgmax } from "../argmax/cuda.ts";
import { argmax } from "../argmax/index.ts";
import { planNmsIndices } from "../nms-indices/cuda.ts";
import { nmsIndices } from "../nms-indices/index.ts";
import { planSoftmax } from "../softmax/cuda.ts";
import { softmax } from "../softmax/index.ts";
import { emulatedKernels } from "../testing/emulated-kernels.ts";
import { rejectionOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { seededBoxes } from "../testing/seeded-boxes.ts";
import { headOf } from "../testing/seeded-head.ts";
import { toCuda } from "../testing/to-cuda.ts";
import { planTopK } from "../top-k/cuda.ts";
import { topK } from "../top-k/index.ts";
import { planYoloDetections } from "../yolo-detections/cuda.ts";
import type { YoloDetection } from "../yolo-detections/detection-arrays.ts";
import { yoloDetections } from "../yolo-detections/index.ts";
import type { CudaOps } from "./cuda-ops.ts";
import type { CudaRead } from "./cuda-read.ts";
import { openCudaOps } from "./open-cuda-ops.ts";

const can = isBuilt && canCompile && hasNvrtc;
const reference = { implementation: "reference" } as const;
const headOptions = { head: "yolov8", classCount: 5, maskCoefficients: 3, scoreThreshold: 0.1 } as const;
const planned = { ...headOptions, shape: [1, 12, 600] } as const;

describe.skipIf(!can)(`what is found on a fake device ${NEEDS_BUILD} ${NEEDS_COMPILER} ${NEEDS_NVRTC}`, () => {
	let fake: FakeDriver;
	let cuda: Cuda;
	beforeAll(async () => {
		fake = loadFakeDriver(...emulatedKernels());
		cuda = await openCuda({ library: fake.library });
	});
	afterEach(() => {
		expect(fake.misuses()).toBe("");
		fake.reset();
	});

	async function withOps(act: (ops: CudaOps) => Promise<void>): Promise<void> {
		const ops = await openCudaOps({ cuda });
		try {
			await act(ops);
		} finally {
			await ops.dispose();
		}
	}

	test("a network's output is read where it is, one op behind the other, and nothing is left behind", async () => {
		const shape = [1, 7, 8, 12];
		const data = Float32Array.from({ length: 7 * 96 }, (_, i) => Math.sin(i * 12.9898) * 9);
		const act = async (ops: CudaOps): Promise<void> => {
			const plans = [await planSoftmax(ops, { shape, axis: 1 }), await planArgmax(ops, { shape })] as const;
			const top = await planTopK(ops, { size: 672, k: 9 });
			const scores = toCuda(ops, "float32", data, shape);
			const line = toCuda(ops, "float32", data, [672]);
			const likely = plans[0].run(scores);
			const map = plans[1].run(likely);
			const best = top.run(line);
			const expected = softmax({ dtype: "float32", data, shape }, { axis: 1 });
			expectSame((await likely.toCpu()).data, expected.data);
			expectSame((await map.toCpu()).data, argmax(expected, reference).data);
			expect(await best).toEqual(topK({ dtype: "float32", data, shape: [672] }, 9, reference));
			for (const it of [scores, line, likely, map, top]) it.dispose();
		};
		await withOps(act);
		await cuda.trim();
		const before = fake.live();
		for (const order of [1, 77]) {
			fake.set("order", order);
			await withOps(act);
		}
		await cuda.trim();
		expect(fake.live()).toBe(before);
	});

	test("runs that are under way at once give each its own", async () => {
		const all = [1, 2, 3, 4].map((seed) => seededBoxes(seed, 500, 20, 100, 3));
		const heads = [5, 6, 7].map((seed) => headOf(planned, seed, 1000, false));
		await withOps(async (ops) => {
			const boxesPlan = await planNmsIndices(ops, { count: 500 });
			const headPlan = await planYoloDetections(ops, planned);
			const inputs = all.map(({ boxes, scores }) => ({
				boxes: toCuda(ops, "float32", boxes, [500, 4]),
				scores: toCuda(ops, "float32", scores, [500]),
			}));
			const tensors = heads.map((head) => toCuda(ops, "float32", head.data as Float32Array, head.shape));
			fake.set("delay_us", 300);
			const kept = inputs.map((input) => boxesPlan.run(input));
			const found = tensors.map((tensor) => headPlan.run(tensor));
			for (const [i, { boxes, scores }] of all.entries())
				expect([...((await kept[i]) ?? [])]).toEqual([...nmsIndices({ boxes, scores }, reference)]);
			for (const [i, head] of heads.entries())
				expect(await found[i]).toEqual(yoloDetections(head, { ...headOptions, ...reference }));
			for (const it of [...inputs.flatMap((input) => Object.values(input)), ...tensors, boxesPlan, headPlan])
				it.dispose();
		});
	});

	test.each([
		["one block chooses among", {}],
		["the grid chooses among", { multiLabel: true, maxDetections: 3000 }],
	] as const)("launches that were captured find what is in the same memory then: %s", async (_, rules) => {
		const heads = [5, 6, 7].map((seed) => headOf(planned, seed, 1000, false));
		await withOps(async (ops) => {
			const plan = await planYoloDetections(ops, { ...planned, ...rules });
			const tensor = toCuda(ops, "float32", new Float32Array(7200), planned.shape);
			await ops.stream.finished();
			const stream = ops.stream as CudaStream;
			const queued: CudaRead<YoloDetection[]>[] = [];
			using graph = stream.capture(() => queued.push(plan.queue(tensor)));
			for (const head of heads) {
				stream.upload(tensor.handle as CudaMemory, 0, new Uint8Array((head.data as Float32Array).buffer));
				stream.replay(graph);
				expect(await queued[0]?.read()).toEqual(yoloDetections(head, { ...headOptions, ...rules, ...reference }));
			}
			for (const it of [plan, tensor]) it.dispose();
		});
	});

	test("what the driver refuses is told by its code, and nothing is left behind", async () => {
		await withOps(async (ops) => {
			const plan = await planYoloDetections(ops, planned);
			const head = headOf(planned, 5, 1000, false);
			const tensor = toCuda(ops, "float32", head.data as Float32Array, head.shape);
			await ops.stream.finished();
			await cuda.trim();
			const before = fake.live();
			for (const first of [1, 2, 3]) {
				for (const call of [first, first + 1]) fake.fail("cuMemAlloc_v2", call, 2);
				expect(await rejectionOf(() => planYoloDetections(ops, planned))).toContain("OUT_OF_MEMORY");
				fake.reset();
				await ops.stream.finished();
				await cuda.trim();
				expect(fake.live()).toBe(before);
			}
			for (const call of [1, 2, 3]) {
				fake.fail("cuLaunchKernel", call, 1);
				expect(await rejectionOf(() => plan.run(tensor))).toContain("ENGINE");
				fake.reset();
			}
			expect(await plan.run(tensor)).toEqual(yoloDetections(head, { ...headOptions, ...reference }));
			for (const it of [plan, tensor]) it.dispose();
		});
	});
});
