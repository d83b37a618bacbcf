import { allocateGpuTensor, type Gpu, openGpu, planLetterbox, planYoloDetections } from "@polyinfer/ops/webgpu";
import { globals } from "webgpu";
import { answerRequest } from "../../harness/answer-request.ts";
import type { Request } from "../../harness/suite.ts";
import { COUNTS, type CountCase, PICTURES, type PictureCase } from "../cases.ts";
import { factsOf, measureGpu } from "../measure-gpu.ts";
import { openDawn } from "../open-dawn.ts";

await answerRequest(async (request) => {
	const opened = await openDawn();
	if (opened === undefined) throw new Error("Expected a GPU.");
	const gpu = await openGpu({ gpu: opened.gpu, allowSoftware: true });
	const facts = factsOf(opened.adapter);
	const picture = PICTURES.find(({ id }) => id === request.case);
	if (picture !== undefined) return { samples: await timePicture(gpu, opened.adapter, picture, request), facts };
	const counted = COUNTS.find(({ id }) => id === request.case);
	if (counted === undefined) throw new Error(`There is no case ${request.case}.`);
	return { samples: [await count(gpu, counted)], facts };
});

async function timePicture(
	gpu: Gpu,
	adapter: GPUAdapter,
	{ source, to, batch }: PictureCase,
	request: Request,
): Promise<number[]> {
	const { width, height } = source;
	const plan = planLetterbox(gpu, { source, ...to, scale: 1 / 255 });
	const pictures = Array.from({ length: batch }, () => allocateGpuTensor(gpu, "uint8", [height, width, 3]));
	const images = allocateGpuTensor(gpu, "float32", [batch, 3, to.height, to.width]);
	// A slot is in a buffer that the queue writes before what is submitted: each has a plan of its own.
	const plans = pictures.map((_, slot) => (slot === 0 ? plan : planLetterbox(gpu, { source, ...to, scale: 1 / 255 })));
	return measureGpu(gpu.device, adapter, request, (commands) => {
		for (const [slot, picture] of pictures.entries()) plans[slot]?.encode(commands, picture, images, { slot });
	});
}

async function count(gpu: Gpu, { counts }: CountCase): Promise<number> {
	const source = { width: 1920, height: 1080, format: "rgb" } as const;
	const shape = [1, 84, 8400];
	const letterbox = planLetterbox(gpu, { source, width: 640, height: 640 });
	const detections = planYoloDetections(gpu, { head: "yolov8", classCount: 80, shape });
	const images = allocateGpuTensor(gpu, "float32", [1, 3, 640, 640]);
	const head = allocateGpuTensor(gpu, "float32", shape);
	const found = { dispatchesBefore: 0, dispatchesAfter: 0, submits: 0, readBackBytes: 0 };
	let stage: "dispatchesBefore" | "dispatchesAfter" = "dispatchesBefore";
	const { GPUComputePassEncoder, GPUQueue, GPUBuffer } = globals as unknown as typeof globalThis;
	watch(GPUComputePassEncoder.prototype, "dispatchWorkgroups", () => found[stage]++);
	watch(GPUQueue.prototype, "submit", () => found.submits++);
	watch(GPUBuffer.prototype, "getMappedRange", (range) => {
		found.readBackBytes += (range as ArrayBuffer).byteLength;
	});
	const commands = gpu.device.createCommandEncoder();
	letterbox.encode(commands, { ...source, data: new Uint8Array(1920 * 1080 * 3) }, images);
	stage = "dispatchesAfter";
	const kept = detections.encode(commands, head);
	gpu.device.queue.submit([commands.finish()]);
	await kept.read();
	return found[counts];
}

/** Tells of each call of a method what it gave. */
function watch<T extends object>(prototype: T, name: keyof T, tell: (result: unknown) => void): void {
	const method = prototype[name] as (...args: unknown[]) => unknown;
	const watched = function (this: T, ...args: unknown[]): unknown {
		const result = method.apply(this, args);
		tell(result);
		return result;
	};
	Object.assign(prototype, { [name]: watched });
}
