import type { DeviceTensor } from "@polyinfer/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planCenterCropResize as planCenterCropResizeOnCpu } from "../center-crop-resize/index.ts";
import { planCenterCropResize } from "../center-crop-resize/webgpu.ts";
import { planFitHeight as planFitHeightOnCpu } from "../fit-height/index.ts";
import { planFitHeight } from "../fit-height/webgpu.ts";
import { planFitToMultiple as planFitToMultipleOnCpu } from "../fit-to-multiple/index.ts";
import { planFitToMultiple } from "../fit-to-multiple/webgpu.ts";
import { planNormalize as planNormalizeOnCpu } from "../normalize/index.ts";
import { planNormalize } from "../normalize/webgpu.ts";
import { crop } from "../picture/crop.ts";
import type { PictureFormat } from "../picture/picture.ts";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { RESIZE_FILTERS } from "../resample/resize-filter.ts";
import { noDawn, openDawn, skipsDawn } from "../testing/dawn.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectGpuTensor } from "../testing/expect-gpu-tensor.ts";
import { expectSame } from "../testing/expect-same.ts";
import { framePlanes, seededFrame } from "../testing/seeded-frame.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { toGpu } from "../testing/to-gpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { allocateGpuTensor } from "../webgpu/gpu-tensor.ts";
import { planLetterbox as planOnCpu } from "./index.ts";
import { type GpuLetterboxOptions, planLetterbox } from "./webgpu.ts";

let gpu: Gpu;
beforeAll(async () => {
	if (!skipsDawn) gpu = await openDawn();
});
afterAll(() => gpu?.dispose());
const onGpu = test.skipIf(skipsDawn);
const why = skipsDawn ? ` (${noDawn})` : "";

const reference = { implementation: "reference" } as const;
const sideways = fc.integer({ min: 1, max: 40 });
const sizes = fc.tuple(sideways, sideways, sideways, sideways);
const layouts = fc.constantFrom("nchw", "nhwc" as const);
const numbers = { scale: 1 / 255, mean: 0.485, std: 0.229 };

function expectLetterbox(picture: AnyPicture, options: GpuLetterboxOptions): Promise<void> {
	return expectGpuTensor(planLetterbox(gpu, options), picture, planOnCpu({ ...options, ...reference }).run(picture));
}

onGpu.each(RESIZE_FILTERS)(`%s of any size gives the reference's bits${why}`, async (filter) => {
	await fc.assert(
		fc.asyncProperty(sizes, fc.constantFrom<PictureFormat>("rgb", "bgra"), async (sizes, format) => {
			const [from, down, width, height] = sizes;
			const picture = withGaps(seededPicture(from, from, down, format), 3);
			await expectLetterbox(picture, { source: picture, width, height, filter, ...numbers });
		}),
		{ numRuns: 20 },
	);
});

onGpu(`antialias of whole ratios gives the reference's bits${why}`, async () => {
	for (const [across, down] of [
		[2, 2],
		[3, 2],
		[3, 3],
	] as const) {
		const picture = seededPicture(across, 50 * across, 40 * down);
		await expectLetterbox(picture, { source: picture, width: 50, height: 40, filter: "antialias" });
	}
});

onGpu(`every element type, layout and order gives the reference's bits${why}`, async () => {
	const dtypes = fc.constantFrom("float32", "float16", "uint8", "int8" as const);
	const orders = fc.constantFrom<PictureFormat>("rgb", "bgr", "rgba", "gray");
	await fc.assert(
		fc.asyncProperty(sizes, dtypes, layouts, orders, async ([from, down, width, height], dtype, layout, order) => {
			const picture = seededPicture(down, from, down, order === "gray" ? "gray" : "rgba");
			const quantization = { scale: 1 / 64, zeroPoint: 3 };
			const how = dtype === "uint8" ? {} : dtype === "int8" ? { ...numbers, quantization } : numbers;
			await expectLetterbox(picture, { source: picture, width, height, dtype, layout, order, ...how });
		}),
		{ numRuns: 16 },
	);
});

onGpu.each(["nv12", "i420"] as const)(`frames of %s give the reference's bits${why}`, async (format) => {
	const filters = fc.constantFrom("opencv-bilinear", "opencv-area", "nearest" as const);
	await fc.assert(
		fc.asyncProperty(sizes, filters, fc.boolean(), async ([from, down, width, height], filter, isApart) => {
			const frame = framePlanes(seededFrame(from, from, down, format), 5, isApart);
			const source = { width: from, height: down, format, matrix: "bt709", range: "full" } as const;
			await expectLetterbox({ ...frame, ...source }, { source, width, height, filter, order: "bgr", ...numbers });
		}),
		{ numRuns: 12 },
	);
});

onGpu(`1080p and what other sizes cameras have give the reference's bits${why}`, async () => {
	for (const [width, height] of [
		[1920, 1080],
		[1366, 768],
		[320, 240],
	] as const) {
		const picture = seededPicture(width, width, height);
		await expectLetterbox(picture, { source: picture, width: 640, height: 640, scale: 1 / 255 });
	}
});

onGpu(`the other ops that make tensors of pictures give the reference's bits${why}`, async () => {
	const picture = seededPicture(5, 61, 37);
	const source = { width: 61, height: 37, format: "rgb" } as const;
	const cropped = { source, resize: 32, crop: 28, mean: [1, 2, 3], std: 7 };
	await expectGpuTensor(
		planCenterCropResize(gpu, cropped),
		picture,
		planCenterCropResizeOnCpu({ ...cropped, ...reference }).run(picture),
	);
	const line = { source, height: 16, minWidth: 50, ...numbers };
	await expectGpuTensor(planFitHeight(gpu, line), picture, planFitHeightOnCpu({ ...line, ...reference }).run(picture));
	const whole = { source, multiple: 32, ...numbers };
	await expectGpuTensor(
		planFitToMultiple(gpu, whole),
		picture,
		planFitToMultipleOnCpu({ ...whole, ...reference }).run(picture),
	);
	const same = { source, ...numbers };
	await expectGpuTensor(planNormalize(gpu, same), picture, planNormalizeOnCpu({ ...same, ...reference }).run(picture));
});

onGpu(`views are read where they lie: crops, planes, flipped pictures${why}`, async () => {
	const data = seededPicture(8, 30, 20, "rgb").data;
	const plan = (source: GpuLetterboxOptions["source"]) => ({ source, width: 16, height: 16, ...numbers });
	const source = { width: 30, height: 20, format: "rgb" } as const;
	await expectLetterbox({ data, shape: [20, 30, 3], stride: [-90, 3, 1], offset: 19 * 90 }, plan(source));
	await expectLetterbox({ data, shape: [20, 30, 3], stride: [30, 1, 600], offset: 0 }, plan(source));
	const whole = { data, ...source, stride: 90 };
	await expectLetterbox(crop(whole, [3, 2, 20, 15]), plan({ width: 17, height: 13, format: "rgb" }));
});

onGpu(`pixels that are on the GPU already are read where they are${why}`, async () => {
	const picture = seededPicture(9, 13, 11);
	const options = { source: { width: 13, height: 11, format: "rgb" }, width: 16, height: 16, ...numbers } as const;
	const plan = planLetterbox(gpu, options);
	const pixels = toGpu(gpu, "uint8", picture.data, [11, 13, 3]);
	const tensor = plan.run(pixels);
	expectSame((await tensor.toCpu()).data, planOnCpu({ ...options, ...reference }).run(picture).data);
	const other = toGpu(gpu, "uint8", picture.data, [13, 11, 3]);
	expect(errorOf(() => plan.run(other))).toBe(
		"INVALID_ARGUMENT: Expected uint8 [11,13,3] as a picture but received uint8 [13,11,3].",
	);
	for (const it of [plan, pixels, tensor, other]) it.dispose();
});

onGpu(`a slot writes its own picture of a batch and no byte of the others${why}`, async () => {
	for (const dtype of ["float32", "float16", "uint8"] as const) {
		const pictures = [1, 2, 3].map((seed) => seededPicture(seed, 9, 7));
		const source = { width: 9, height: 7, format: "rgb" } as const;
		// 25 pixels: the planes of 8 and 16 bits do not begin at words.
		const options = { source, width: 5, height: 5, dtype, ...(dtype === "uint8" ? {} : numbers) };
		const plan = planLetterbox(gpu, options);
		const onCpu = planOnCpu({ ...options, ...reference });
		const batch = allocateGpuTensor(gpu, dtype, [3, 3, 5, 5]);
		for (const [slot, picture] of pictures.entries()) expect(plan.run(picture, batch, { slot })).toBe(batch);
		const { data } = await batch.toCpu();
		for (const [slot, picture] of pictures.entries())
			expectSame((data as Float32Array).slice(slot * 75, slot * 75 + 75), onCpu.run(picture).data);
		batch.dispose();
		plan.dispose();
	}
});

onGpu(`commands of the caller's take an op beside what else they hold${why}`, async () => {
	const picture = seededPicture(3, 12, 10);
	const options = { source: picture, width: 8, height: 8 };
	const plan = planLetterbox(gpu, options);
	const [first, second] = [1, 2].map(() => allocateGpuTensor(gpu, "float32", [1, 3, 8, 8])) as [
		DeviceTensor,
		DeviceTensor,
	];
	const commands = gpu.device.createCommandEncoder();
	plan.encode(commands, picture, first);
	commands.copyBufferToBuffer(first.handle as GPUBuffer, second.handle as GPUBuffer);
	gpu.device.queue.submit([commands.finish()]);
	expectSame((await second.toCpu()).data, planOnCpu({ ...options, ...reference }).run(picture).data);
	for (const it of [first, second, plan]) it.dispose();
});

onGpu(`what does not fit is refused with what was expected and what came${why}`, async () => {
	const picture = seededPicture(3, 12, 10);
	const options = { source: picture, width: 8, height: 8 };
	const plan = planLetterbox(gpu, options);
	const output = allocateGpuTensor(gpu, "float32", [1, 3, 8, 8]);
	expect(errorOf(() => plan.run(seededPicture(3, 12, 11)))).toBe(
		"INVALID_ARGUMENT: Expected a picture of 12x10 rgb as planned but received 12x11 rgb.",
	);
	expect(errorOf(() => plan.run(picture, allocateGpuTensor(gpu, "float32", [1, 3, 8, 9])))).toBe(
		"INVALID_ARGUMENT: Expected float32 [1,3,8,8] as output but received float32 [1,3,8,9].",
	);
	expect(errorOf(() => plan.run(picture, allocateGpuTensor(gpu, "float16", [1, 3, 8, 8])))).toContain(
		"received float16",
	);
	expect(errorOf(() => plan.run(picture, output, { slot: 1 }))).toContain("`slot`");
	expect(errorOf(() => plan.run(picture, undefined, { slot: 0 }))).toContain("a batch as output");
	expect(errorOf(() => plan.run(picture, planOnCpu(options).run(picture) as never))).toContain("on `webgpu`");
	expect(errorOf(() => planLetterbox(gpu, { ...options, pad: 300 }))).toContain("`pad`");
	expect(errorOf(() => planLetterbox(gpu, { ...options, filter: "lanczos" as never }))).toContain("`filter`");
	const { maxBufferSize: most } = gpu.device.limits;
	expect(errorOf(() => allocateGpuTensor(gpu, "float32", [most / 2]))).toBe(
		`INVALID_ARGUMENT: Expected at most ${most} bytes for tensor float32 [${most / 2}], ` +
			`the device's \`maxBufferSize\`, but received ${most * 2}.`,
	);
	output.dispose();
	expect(errorOf(() => plan.run(picture, output))).toBe("DISPOSED: The tensor was disposed.");
	const other = await openDawn();
	const foreign = allocateGpuTensor(other, "float32", [1, 3, 8, 8]);
	expect(errorOf(() => plan.run(picture, foreign))).toContain("received one of another device");
	other.dispose();
	plan.dispose();
});
