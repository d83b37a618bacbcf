import fc from "fast-check";
import { expect, test } from "vitest";
import { centerCropResize, planCenterCropResize } from "../center-crop-resize/index.ts";
import { convertColor } from "../convert-color/index.ts";
import { letterbox, planLetterbox } from "../letterbox/index.ts";
import { normalize } from "../normalize/index.ts";
import type { YuvPicture } from "../picture/yuv-picture.ts";
import { RESIZE_FILTERS } from "../resample/resize-filter.ts";
import { resize } from "../resize/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { framePlanes, seededFrame } from "../testing/seeded-frame.ts";
import { planPictureTensor } from "../to-tensor/plan-picture-tensor.ts";
import { tensorFormat } from "../to-tensor/tensor-options.ts";

const side = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 90 }));
const format = fc.constantFrom("nv12" as const, "i420" as const);
const matrix = fc.constantFrom("bt601" as const, "bt709" as const, "bt2020" as const);
const range = fc.constantFrom("limited" as const, "full" as const);

/** Frames of all sizes and layouts of memory. */
const frames = fc
	.record({ width: side, height: side, format, matrix, range, gap: fc.constantFrom(0, 1, 7), apart: fc.boolean() })
	.map(({ width, height, format, matrix, range, gap, apart }): YuvPicture => {
		const frame = { ...seededFrame(width * 7 + height, width, height, format), matrix, range };
		return gap === 0 && !apart ? frame : framePlanes(frame, gap, apart);
	});
const options = fc
	.record({
		filter: fc.constantFrom(...RESIZE_FILTERS),
		layout: fc.constantFrom("nchw" as const, "nhwc" as const),
		order: fc.constantFrom("rgb" as const, "bgr" as const),
		dtype: fc.constantFrom("float32" as const, "float16" as const, "int8" as const, "uint8" as const),
		quantized: fc.constantFrom(undefined, { scale: 0.02, zeroPoint: 3 }, { scale: 0.037, zeroPoint: 100 }),
	})
	.map(({ quantized, ...options }) => {
		const numbers = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
		if (options.dtype === "int8") return { ...options, ...numbers, quantization: quantized ?? { scale: 0.019 } };
		if (options.dtype !== "uint8") return { ...options, ...numbers };
		return quantized === undefined ? options : { ...options, ...numbers, quantization: quantized };
	});

test.each(implementations)("%s gives the reference's bits", (implementation) => {
	fc.assert(
		fc.property(frames, options, side, side, (frame, options, width, height) => {
			const all = { ...options, width, height };
			const expected = letterbox(frame, { ...all, implementation: "reference" }).tensor;
			expectSame(letterbox(frame, { ...all, implementation }).tensor.data, expected.data);
		}),
		{ numRuns: 500 },
	);
});

test.each(implementations)(
	"%s gives the reference's bits of a window that begins between two samples of colour",
	(implementation) => {
		fc.assert(
			fc.property(frames, options, side, fc.integer({ min: 0, max: 9 }), (frame, options, crop, more) => {
				const all = { ...options, crop, resize: crop + more };
				const expected = centerCropResize(frame, { ...all, implementation: "reference" });
				expectSame(centerCropResize(frame, { ...all, implementation }).data, expected.data);
			}),
			{ numRuns: 200 },
		);
	},
);

test("each plane is resized as a gray picture of its own, then converted", () => {
	fc.assert(
		fc.property(
			side,
			side,
			side,
			side,
			fc.constantFrom(...RESIZE_FILTERS),
			(width, height, toWidth, toHeight, filter) => {
				const frame = seededFrame(5, width, height, "i420");
				const half = (size: number): number => Math.ceil(size / 2);
				const data = frame.data as Uint8Array;
				const [luma, chroma] = [width * height, half(width) * half(height)];
				const planes = [0, luma, luma + chroma].map((at, i) => {
					const [w, h] = i === 0 ? [width, height] : [half(width), half(height)];
					const target = i === 0 ? [toWidth, toHeight] : [half(toWidth), half(toHeight)];
					const plane = { data: data.subarray(at), width: w, height: h, format: "gray" as const };
					return { data: resize(plane, { width: target[0] as number, height: target[1] as number, filter }).data };
				});
				const resized = { width: toWidth, height: toHeight, format: "i420" as const, planes };
				const expected = convertColor(resized, { format: "rgb", implementation: "reference" });
				const tensor = tensorFormat({ layout: "nhwc", dtype: "uint8" }, "i420");
				const runsOn = { implementation: "reference" } as const;
				const plan = planPictureTensor({ source: frame, filter, width: toWidth, height: toHeight }, tensor, runsOn);
				expectSame(plan.run(frame).data, expected.data);
			},
		),
		{ numRuns: 50 },
	);
});

test("1920x1080 to 640 takes the third sample of each plane, as libyuv's NV12Scale does", () => {
	const frame = seededFrame(1, 1920, 1080);
	const data = frame.data as Uint8Array;
	const { tensor } = letterbox(frame, { width: 640, height: 640, layout: "nhwc", dtype: "uint8" });
	const luma = new Uint8Array(640 * 360);
	const chroma = new Uint8Array(640 * 180);
	for (let y = 0; y < 360; y++)
		for (let x = 0; x < 640; x++) luma[y * 640 + x] = data[(3 * y + 1) * 1920 + 3 * x + 1] as number;
	for (let y = 0; y < 180; y++)
		for (let x = 0; x < 640; x++)
			chroma[y * 640 + x] = data[(1080 + 3 * y + 1) * 1920 + 2 * (3 * (x >> 1) + 1) + (x & 1)] as number;
	const scaled = { width: 640, height: 360, format: "nv12" as const, planes: [{ data: luma }, { data: chroma }] };
	const pixels = convertColor(scaled, { format: "rgb" }).data;
	expectSame((tensor.data as Uint8Array).subarray(140 * 1920, 500 * 1920), pixels);
});

test.each(implementations)("%s says that it runs", (implementation) => {
	const source = { width: 30, height: 20, format: "nv12" } as const;
	for (const dtype of ["float32", "float16", "int8", "uint8"] as const) {
		const quantization = dtype === "int8" ? { quantization: { scale: 1, zeroPoint: -128 } } : {};
		const plan = planLetterbox({ source, width: 16, height: 16, dtype, ...quantization, implementation });
		expect(plan.implementation).toBe(implementation);
	}
	const crop = { source, resize: 8, crop: 8, filter: "nearest", implementation } as const;
	expect(planCenterCropResize(crop).implementation).toBe(implementation);
});

test("planes without gaps are those of one array, and a stride is that of raw video", () => {
	fc.assert(
		fc.property(frames, (frame) => {
			const { planes, ...rest } = frame;
			fc.pre(planes === undefined);
			const expected = normalize(frame).data;
			expectSame(normalize(framePlanes(frame, 0, false)).data, expected);
			const stride = 2 * Math.ceil(frame.width / 2) + 6;
			const spread = framePlanes(frame, 0, true).planes ?? [];
			const rows = [frame.height, Math.ceil(frame.height / 2), Math.ceil(frame.height / 2)];
			const steps = frame.format === "nv12" ? [stride, stride] : [stride, stride / 2, stride / 2];
			const data = new Uint8Array(steps.reduce((sum, step, i) => sum + step * (rows[i] as number), 0));
			let at = 0;
			for (const [i, step] of steps.entries()) {
				const plane = spread[i]?.data as Uint8Array;
				const bytes = plane.length / (rows[i] as number);
				for (let y = 0; y < (rows[i] as number); y++, at += step)
					data.set(plane.subarray(y * bytes, (y + 1) * bytes), at);
			}
			expectSame(normalize({ ...rest, data, stride }).data, expected);
		}),
	);
});

test("writes into the output that it is given and allocates no other", async () => {
	const frame = seededFrame(1, 40, 30);
	const plan = planLetterbox({ source: frame, width: 32, height: 32 });
	const output = plan.run(seededFrame(2, 40, 30));
	const { data } = output;
	expect(plan.run(frame, output)).toBe(output);
	expect(output.data).toBe(data);
	expectSame((await plan.runAsync(frame)).data, output.data);
});

test("rejects frames that do not fit with INVALID_ARGUMENT before any memory is touched", () => {
	const frame = seededFrame(1, 6, 4) as YuvPicture & { data: Uint8Array };
	const options = { width: 4, height: 4 };
	const rejected = (changed: object) => errorOf(() => letterbox({ ...frame, ...changed } as never, options));
	expect(rejected({ data: frame.data.subarray(1) })).toBe(
		"INVALID_ARGUMENT: Expected at least 36 bytes for plane 1 of 6x4 nv12 but received 35.",
	);
	expect(rejected({ stride: 5 })).toContain("a stride of at least 6 bytes for plane 0");
	expect(rejected({ stride: 2 ** 40 })).toContain("a picture of at most");
	expect(rejected({ stride: Number.NaN })).toContain("a stride");
	expect(rejected({ width: 2 ** 24, height: 2 ** 24 })).toContain("a picture of at most");
	expect(rejected({ width: 0 })).toContain("`width`");
	expect(rejected({ height: -4 })).toContain("`height`");
	expect(rejected({ data: undefined })).toContain("`data` or `planes` of a nv12 picture");
	expect(rejected({ data: new Float32Array(99) })).toContain("a Uint8Array");
	expect(rejected({ data: detached(frame.data) })).toContain("but received 0");
	expect(rejected({ planes: [{ stride: 6 }] })).toContain("2 planes of a nv12 picture but received 1");
	expect(rejected({ planes: [{}, { offset: 25 }] })).toContain("at least 37 bytes for plane 1");
	expect(rejected({ planes: [{}, { offset: -1 }] })).toContain("an offset of 0 and above");
	expect(rejected({ planes: [{}, { offset: 2 ** 52 }] })).toContain("a picture of at most");
	expect(rejected({ planes: [{}, null] })).toContain("an object as plane 1");
	expect(rejected({ planes: {} })).toContain("an array as `planes`");
	expect(rejected({ planes: [{}, { offset: 24 }], stride: 6 })).toContain("a stride in each plane");
	expect(rejected({ matrix: "bt470" })).toContain("`matrix`");
	expect(rejected({ range: "tv" })).toContain("`range`");
	expect(rejected({ format: "nv16" })).toContain("`format`");
	expect(errorOf(() => letterbox(frame, { ...options, order: "rgba" }))).toContain("a nv12 picture can give");
	expect(errorOf(() => resize(frame as never, options))).toContain("convertColor");
	const plan = planLetterbox({ source: frame, ...options });
	expect(errorOf(() => plan.run({ ...frame, matrix: "bt709" }))).toBe(
		"INVALID_ARGUMENT: Expected a picture of 6x4 nv12 (bt601, limited range) as planned but received 6x4 nv12 (bt709, limited range).",
	);
	expect(errorOf(() => plan.run({ ...frame, format: "rgb", data: new Uint8Array(72) }))).toContain(
		"a nv12 or i420 picture",
	);
	const rgb = planLetterbox({ source: { width: 6, height: 4, format: "rgb" }, ...options });
	expect(errorOf(() => rgb.run(frame))).toContain("convertColor");
});

/** An array whose memory went elsewhere. */
function detached(data: Uint8Array): Uint8Array {
	const copy = data.slice();
	structuredClone(copy.buffer, { transfer: [copy.buffer] });
	return copy;
}
