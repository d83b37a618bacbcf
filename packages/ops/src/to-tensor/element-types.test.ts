import { numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { letterbox, planLetterbox } from "../letterbox/index.ts";
import { normalize } from "../normalize/index.ts";
import { PICTURE_CHANNELS, type PictureFormat } from "../picture/picture.ts";
import { roundHalfEven } from "../round-half-even.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import type { TensorOptions } from "./tensor-options.ts";

const side = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 90 }));
const imagenet = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** As nets have them; 2 ** -6 makes ties, and 1e-4 saturates. */
const scale = fc.constantFrom(1 / 255, 1 / 127.5, 2 ** -6, 0.018658, 1e-4, 3);
const numbers = fc.oneof(
	fc.constant<TensorOptions>({ dtype: "float32" }),
	fc.constant<TensorOptions>({ dtype: "float16" }),
	fc.constant<TensorOptions>({ dtype: "uint8" }),
	fc
		.record({ scale, zeroPoint: fc.integer({ min: -128, max: 127 }) })
		.map((quantization): TensorOptions => ({ dtype: "int8", quantization })),
	fc
		.record({ scale, zeroPoint: fc.integer({ min: 0, max: 255 }) })
		.map((quantization): TensorOptions => ({ dtype: "uint8", quantization })),
);

test.each(implementations)("%s gives the reference's elements of every type", (implementation) => {
	const format = fc.constantFrom(...(Object.keys(PICTURE_CHANNELS) as PictureFormat[]));
	const layout = fc.constantFrom("nchw" as const, "nhwc" as const);
	const size = fc.record({ width: side, height: side, toWidth: side, toHeight: side, format });
	fc.assert(
		fc.property(size, layout, numbers, fc.boolean(), (size, layout, numbers, swap) => {
			const picture = seededPicture(size.width * 7 + size.height, size.width, size.height, size.format);
			const asTheyAre = numbers.dtype === "uint8" && numbers.quantization === undefined;
			const options = {
				...(asTheyAre ? {} : imagenet),
				...numbers,
				order: swap ? ("bgr" as const) : ("rgb" as const),
				width: size.toWidth,
				height: size.toHeight,
				filter: "opencv-bilinear" as const,
				layout,
			};
			const expected = letterbox(picture, { ...options, implementation: "reference" }).tensor;
			expectSame(letterbox(picture, { ...options, implementation }).tensor.data, expected.data);
		}),
		{ numRuns: 400 },
	);
});

test.each([...implementations, "reference" as const])("%s gives float16 of the float32 numbers", (implementation) => {
	const picture = seededPicture(8, 61, 33);
	for (const options of [imagenet, { scale: 300 }, { scale: 2 ** -22, mean: 3e-6 }, { scale: -1e-3 }])
		for (const layout of ["nchw", "nhwc"] as const) {
			const floats = normalize(picture, { ...options, layout, implementation });
			const halves = normalize(picture, { ...options, layout, implementation, dtype: "float16" });
			expect(halves.dtype).toBe("float16");
			expectSame(halves.data, Uint16Array.from(floats.data as Float32Array, numberToHalf));
		}
});

test.each([...implementations, "reference" as const])(
	"%s quantises as ONNX's QuantizeLinear does",
	(implementation) => {
		const picture = seededPicture(9, 50, 20);
		const floats = normalize(picture, { ...imagenet, implementation }).data as Float32Array;
		const quantization = { scale: 0.018658, zeroPoint: -14 };
		const step = Math.fround(quantization.scale);
		const expected = Int8Array.from(floats, (x) =>
			Math.min(Math.max(roundHalfEven(Math.fround(x / step)) - 14, -128), 127),
		);
		expectSame(normalize(picture, { ...imagenet, dtype: "int8", quantization, implementation }).data, expected);
	},
);

test("margins of a quantised tensor are quantised too", () => {
	const source = seededPicture(1, 4, 2);
	const quantization = { scale: 1 / 255, zeroPoint: -128 };
	const { tensor } = letterbox(source, { width: 4, height: 4, scale: 1 / 255, dtype: "int8", quantization });
	expect([...(tensor.data as Int8Array).subarray(0, 4)]).toEqual([-14, -14, -14, -14]);
	expect((tensor.data as Int8Array)[4]).toBe((source.data[0] as number) - 128);
});

test.each([...implementations, "reference" as const])(
	"%s writes one picture of a batch and no other",
	(implementation) => {
		const source = { width: 20, height: 10, format: "rgb" } as const;
		for (const dtype of ["float32", "float16", "uint8"] as const) {
			const plan = planLetterbox({ source, width: 16, height: 16, dtype, implementation });
			const pictures = [0, 1, 2].map((seed) => seededPicture(seed, 20, 10));
			const Container = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array }[dtype];
			const batch = new Tensor(dtype, new Container(4 * 768).fill(7) as never, [4, 3, 16, 16]);
			for (const [slot, picture] of pictures.entries()) expect(plan.run(picture, batch, { slot })).toBe(batch);
			const expected = new Container(4 * 768).fill(7);
			for (const [slot, picture] of pictures.entries()) expected.set(plan.run(picture).data as never, slot * 768);
			expectSame(batch.data, expected);
		}
	},
);

test("a run of its own writes into a batch off the event loop", async () => {
	const source = { width: 20, height: 10, format: "rgb" } as const;
	const plan = planLetterbox({ source, width: 16, height: 16 });
	const batch = new Tensor("float32", new Float32Array(2 * 768), [2, 3, 16, 16]);
	const pictures = [seededPicture(1, 20, 10), seededPicture(2, 20, 10)];
	await Promise.all(pictures.map((picture, slot) => plan.runAsync(picture, batch, { slot })));
	for (const [slot, picture] of pictures.entries())
		expectSame(batch.data.subarray(slot * 768, (slot + 1) * 768), plan.run(picture).data);
});

test("rejects slots that are not there and batches of another shape with INVALID_ARGUMENT", () => {
	const source = { width: 4, height: 4, format: "rgb" } as const;
	const plan = planLetterbox({ source, width: 4, height: 4 });
	const picture = seededPicture(1, 4, 4);
	const batch = new Tensor("float32", new Float32Array(96), [2, 3, 4, 4]);
	for (const slot of [-1, 2, 0.5, Number.NaN])
		expect(errorOf(() => plan.run(picture, batch, { slot }))).toMatch(
			/^INVALID_ARGUMENT: Expected an integer from 0 to 1/,
		);
	expect(errorOf(() => plan.run(picture, undefined, { slot: 0 }))).toMatch(/^INVALID_ARGUMENT: Expected a batch/);
	const other = new Tensor("float32", new Float32Array(96), [2, 4, 4, 3]);
	expect(errorOf(() => plan.run(picture, other, { slot: 0 }))).toMatch(
		/^INVALID_ARGUMENT: Expected float32 \[N,3,4,4\]/,
	);
	structuredClone(batch.data.buffer, { transfer: [batch.data.buffer as ArrayBuffer] });
	expect(errorOf(() => plan.run(picture, batch, { slot: 1 }))).toMatch(
		/^INVALID_ARGUMENT: Expected a batch with slot 1/,
	);
});

test("rejects quantization that is no quantization with INVALID_ARGUMENT", () => {
	const picture = seededPicture(1, 2, 2);
	const wrong: readonly TensorOptions[] = [
		{ dtype: "int8" },
		{ dtype: "float32", quantization: { scale: 1 } },
		{ dtype: "int8", quantization: { scale: 0 } },
		{ dtype: "int8", quantization: { scale: Number.NaN } },
		{ dtype: "int8", quantization: { scale: 1, zeroPoint: 128 } },
		{ dtype: "uint8", quantization: { scale: 1, zeroPoint: -1 } },
		{ dtype: "uint8", quantization: { scale: 1, zeroPoint: 0.5 } },
		{ dtype: "float32", scale: 1e38 },
	];
	for (const options of wrong) expect(errorOf(() => normalize(picture, options))).toMatch(/^INVALID_ARGUMENT/);
});
