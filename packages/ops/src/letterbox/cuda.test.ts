import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { planCenterCropResize } from "../center-crop-resize/cuda.ts";
import { planCenterCropResize as planCenterCropResizeOnCpu } from "../center-crop-resize/index.ts";
import { allocateCudaTensor } from "../cuda/cuda-tensor.ts";
import { planFitHeight } from "../fit-height/cuda.ts";
import { planFitHeight as planFitHeightOnCpu } from "../fit-height/index.ts";
import { planFitToMultiple } from "../fit-to-multiple/cuda.ts";
import { planFitToMultiple as planFitToMultipleOnCpu } from "../fit-to-multiple/index.ts";
import { planNormalize } from "../normalize/cuda.ts";
import { planNormalize as planNormalizeOnCpu } from "../normalize/index.ts";
import { crop } from "../picture/crop.ts";
import type { PictureFormat } from "../picture/picture.ts";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { RESIZE_FILTERS } from "../resample/resize-filter.ts";
import { ORDERS, replayLaunches } from "../testing/emulated-kernels.ts";
import { recordOps, recordPlan } from "../testing/record-plan.ts";
import type { RecordedLaunches } from "../testing/recorded-launches.ts";
import { framePlanes, seededFrame } from "../testing/seeded-frame.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { type CudaLetterboxOptions, planLetterbox } from "./cuda.ts";
import { planLetterbox as planOnCpu } from "./index.ts";

const reference = { implementation: "reference" } as const;
const sideways = fc.integer({ min: 1, max: 40 });
const sizes = fc.tuple(sideways, sideways, sideways, sideways);
const layouts = fc.constantFrom("nchw", "nhwc" as const);
const numbers = { scale: 1 / 255, mean: 0.485, std: 0.229 };

function letterboxOf(picture: AnyPicture, options: CudaLetterboxOptions): Promise<RecordedLaunches> {
	const expected = planOnCpu({ ...options, ...reference }).run(picture);
	return recordPlan((ops) => planLetterbox(ops, options), picture, expected);
}

/** Fails the test unless emulated kernels give what is expected, whatever the order of their threads. */
async function expectReplayed(recorded: readonly Promise<RecordedLaunches>[], orders = ORDERS): Promise<void> {
	const launches = await Promise.all(recorded);
	for (const order of orders) expect(replayLaunches(launches, order)).toBe("");
}

describe.skipIf(!canCompile)(`pictures to tensors on CUDA, emulated ${NEEDS_COMPILER}`, () => {
	test.each(RESIZE_FILTERS)("%s of any size gives the reference's bits", async (filter) => {
		const formats = fc.constantFrom<PictureFormat>("rgb", "bgr", "rgba", "bgra");
		const cases = fc.sample(fc.tuple(sizes, formats), { numRuns: 40, seed: 8 });
		await expectReplayed(
			cases.map(([[from, down, width, height], format]) => {
				const picture = withGaps(seededPicture(from, from, down, format), 3);
				return letterboxOf(picture, { source: picture, width, height, filter, ...numbers });
			}),
		);
	});

	test.each(RESIZE_FILTERS)(
		"%s of sides that shrink by two, three and more gives the reference's bits",
		async (filter) => {
			const ratios = [1, 2, 3, 4, 7];
			await expectReplayed(
				ratios.flatMap((across) =>
					ratios.map((down) => {
						const picture = seededPicture(across * 8 + down, 12 * across, 9 * down);
						const options = { width: 12, height: 9, filter, ...numbers };
						return letterboxOf(picture, { source: picture, ...options });
					}),
				),
				[0],
			);
		},
	);

	test("every element type, layout and order gives the reference's bits", async () => {
		const dtypes = fc.constantFrom("float32", "float16", "uint8", "int8" as const);
		const orders = fc.constantFrom<PictureFormat>("rgb", "bgr", "rgba", "gray");
		const cases = fc.sample(fc.tuple(sizes, dtypes, layouts, orders, fc.boolean()), { numRuns: 60, seed: 8 });
		await expectReplayed(
			cases.map(([[from, down, width, height], dtype, layout, order, isGray]) => {
				const gray = order === "gray" || (isGray && order !== "rgba");
				const picture = seededPicture(down, from, down, gray ? "gray" : "rgba");
				const quantization = { scale: 1 / 64, zeroPoint: 3 };
				const how = dtype === "uint8" ? {} : dtype === "int8" ? { ...numbers, quantization } : numbers;
				return letterboxOf(picture, { source: picture, width, height, dtype, layout, order, ...how });
			}),
		);
	});

	test.each(["nv12", "i420"] as const)(
		"frames of %s give the reference's bits, of odd sizes and strides too",
		async (format) => {
			const cases = fc.sample(fc.tuple(sizes, fc.constantFrom(...RESIZE_FILTERS), fc.boolean()), {
				numRuns: 60,
				seed: 8,
			});
			await expectReplayed(
				cases.map(([[from, down, width, height], filter, isApart]) => {
					const frame = framePlanes(seededFrame(from, from, down, format), 5, isApart);
					const source = { width: from, height: down, format, matrix: "bt709", range: "full" } as const;
					return letterboxOf({ ...frame, ...source }, { source, width, height, filter, order: "bgr", ...numbers });
				}),
			);
		},
	);

	test("1080p and what other sizes cameras have give the reference's bits", async () => {
		const options = { width: 640, height: 640, scale: 1 / 255 };
		await expectReplayed(
			[
				[1920, 1080],
				[1366, 768],
				[320, 240],
			].flatMap(([width = 0, height = 0]) => {
				const picture = seededPicture(width, width, height);
				const frame = seededFrame(width, width, height);
				return [
					letterboxOf(picture, { source: picture, ...options }),
					letterboxOf(frame, { source: frame, ...options }),
				];
			}),
			[0, 1],
		);
	});

	const averaging = RESIZE_FILTERS.filter((filter) => !["nearest", "opencv-bilinear"].includes(filter));
	test.each(averaging)(
		"%s that shrinks by tens gives the reference's bits, with lanes that share a pixel",
		async (filter) => {
			const shrinks = [
				[640, 480, 9, 7],
				[300, 300, 10, 3],
				[320, 256, 10, 8],
				[96, 800, 20, 11],
			] as const;
			await expectReplayed(
				shrinks.flatMap(([from, down, width, height]) => {
					const how = { width, height, filter, ...numbers };
					const picture = seededPicture(from, from, down, "rgba");
					const frame = seededFrame(down, from, down, "i420");
					return [
						letterboxOf(picture, { source: picture, order: "rgb", layout: "nhwc", ...how }),
						letterboxOf(frame, { source: frame, ...how }),
					];
				}),
				[0, 7],
			);
		},
	);

	test("one pixel becomes any tensor, and any picture one pixel", async () => {
		const one = seededPicture(1, 1, 1);
		const large = seededPicture(2, 401, 331, "gray");
		const frame = seededFrame(3, 1, 1);
		await expectReplayed(
			RESIZE_FILTERS.flatMap((filter) => [
				letterboxOf(one, { source: one, width: 7, height: 5, filter, ...numbers }),
				letterboxOf(frame, { source: frame, width: 5, height: 3, filter, ...numbers }),
				letterboxOf(large, { source: large, width: 1, height: 1, filter, ...numbers }),
			]),
		);
	});

	test("the other ops that make tensors of pictures give the reference's bits", async () => {
		const picture = seededPicture(5, 61, 37);
		const source = { width: 61, height: 37, format: "rgb" } as const;
		const cropped = { source, resize: 32, crop: 28, mean: [1, 2, 3], std: 7 };
		const line = { source, height: 16, minWidth: 50, ...numbers };
		const whole = { source, multiple: 32, ...numbers };
		const same = { source, ...numbers };
		const frame = seededFrame(4, 61, 37);
		const odd = { source: frame, resize: 33, crop: 22, ...numbers };
		await expectReplayed([
			recordPlan(
				(ops) => planCenterCropResize(ops, cropped),
				picture,
				planCenterCropResizeOnCpu({ ...cropped, ...reference }).run(picture),
			),
			recordPlan(
				(ops) => planCenterCropResize(ops, odd),
				frame,
				planCenterCropResizeOnCpu({ ...odd, ...reference }).run(frame),
			),
			recordPlan(
				(ops) => planFitHeight(ops, line),
				picture,
				planFitHeightOnCpu({ ...line, ...reference }).run(picture),
			),
			recordPlan(
				(ops) => planFitToMultiple(ops, whole),
				picture,
				planFitToMultipleOnCpu({ ...whole, ...reference }).run(picture),
			),
			recordPlan(
				(ops) => planNormalize(ops, same),
				picture,
				planNormalizeOnCpu({ ...same, ...reference }).run(picture),
			),
		]);
	});

	test("views are read where they lie: crops, planes, flipped pictures", async () => {
		const data = seededPicture(8, 30, 20, "rgb").data;
		const plan = (source: CudaLetterboxOptions["source"]) => ({ source, width: 16, height: 16, ...numbers });
		const source = { width: 30, height: 20, format: "rgb" } as const;
		const part = crop({ data, ...source, stride: 90 }, [3, 2, 20, 15]);
		await expectReplayed([
			letterboxOf({ data, shape: [20, 30, 3], stride: [-90, 3, 1], offset: 19 * 90 }, plan(source)),
			letterboxOf({ data, shape: [20, 30, 3], stride: [30, 1, 600], offset: 0 }, plan(source)),
			letterboxOf(part, plan({ width: 17, height: 13, format: "rgb" })),
		]);
	});

	test("of a picture only the rows are uploaded that the tensor shows", async () => {
		const tall = seededPicture(4, 20, 100);
		const frame = seededFrame(5, 20, 101, "i420");
		const flipped = { data: tall.data, shape: [100, 20, 3], stride: [-60, 3, 1], offset: 99 * 60 } as const;
		const cropped = { resize: 10, crop: 10, ...numbers } as const;
		const recorded = [tall, frame, flipped].map((picture) => {
			const source = "shape" in picture ? ({ width: 20, height: 100, format: "rgb" } as const) : picture;
			const expected = planCenterCropResizeOnCpu({ source, ...cropped, ...reference }).run(picture);
			return recordPlan((ops) => planCenterCropResize(ops, { source, ...cropped }), picture, expected);
		});
		await expectReplayed(recorded);
		const uploaded = (await Promise.all(recorded)).map(({ steps }) =>
			steps
				.flatMap((step) => (step.kind === "upload" ? [step.content.length] : []))
				.slice(1)
				.reduce((sum, bytes) => sum + bytes),
		);
		expect(uploaded[0]).toBeLessThan(0.3 * 6000);
		expect(uploaded[1]).toBeLessThan(0.4 * 3040);
		expect(uploaded[2]).toBe(uploaded[0]);
	});

	test("pixels and frames that are on the GPU already are read where they are", async () => {
		const picture = seededPicture(9, 13, 11);
		const frame = seededFrame(9, 14, 10);
		const how = { width: 16, height: 16, ...numbers };
		const pixels = { source: { width: 13, height: 11, format: "rgb" }, ...how } as const;
		const nv12 = { source: { width: 14, height: 10, format: "nv12" }, ...how } as const;
		await expectReplayed([
			recordOps(async (ops, expect) => {
				const onGpu = allocateCudaTensor(ops, "uint8", [11, 13, 3]);
				ops.stream.upload(onGpu.handle as never, 0, picture.data);
				const frameOnGpu = allocateCudaTensor(ops, "uint8", [15, 14]);
				ops.stream.upload(frameOnGpu.handle as never, 0, frame.data as Uint8Array);
				const tensor = (await planLetterbox(ops, pixels)).run(onGpu);
				expect(tensor, planOnCpu({ ...pixels, ...reference }).run(picture).data);
				const second = (await planLetterbox(ops, nv12)).run(frameOnGpu);
				expect(second, planOnCpu({ ...nv12, ...reference }).run(frame).data);
			}),
		]);
	});

	test("a slot writes its own picture of a batch and no byte of the others", async () => {
		await expectReplayed(
			(["float32", "float16", "uint8"] as const).map((dtype) =>
				recordOps(async (ops, expect) => {
					const pictures = [1, 2, 3].map((seed) => seededPicture(seed, 9, 7));
					const source = { width: 9, height: 7, format: "rgb" } as const;
					// 25 pixels: the planes do not begin where vectors may.
					const options = { source, width: 5, height: 5, dtype, ...(dtype === "uint8" ? {} : numbers) };
					const plan = await planLetterbox(ops, options);
					const onCpu = planOnCpu({ ...options, ...reference });
					const batch = allocateCudaTensor(ops, dtype, [3, 3, 5, 5]);
					const whole = onCpu.run(pictures[0] as AnyPicture).data as Float32Array;
					const all = new (whole.constructor as Float32ArrayConstructor)(3 * whole.length);
					for (const slot of [2, 0, 1]) {
						const picture = pictures[slot] as AnyPicture;
						if (plan.run(picture, batch, { slot }) !== batch) throw new Error("Expected the batch.");
						all.set(onCpu.run(picture).data as Float32Array, slot * whole.length);
					}
					expect(batch, all);
				}),
			),
		);
	});
});
