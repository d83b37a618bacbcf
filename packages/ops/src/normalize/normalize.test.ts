import fc from "fast-check";
import { expect, test } from "vitest";
import { PICTURE_CHANNELS, type PictureFormat } from "../picture/picture.ts";
import { errorOf } from "../testing/error-of.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { normalize } from "./index.ts";

const picture = seededPicture(4, 5, 3);

test("gives (pixel * scale - mean) / std, as near as two roundings to float32 come", () => {
	const [mean, std] = [
		[0.485, 0.456, 0.406],
		[0.229, 0.224, 0.225],
	];
	const { data, shape } = normalize(picture, { scale: 1 / 255, mean, std });
	expect(shape).toEqual([1, 3, 3, 5]);
	for (let c = 0; c < 3; c++)
		for (let i = 0; i < 15; i++) {
			const pixel = picture.data[i * 3 + c] as number;
			const exact = (pixel * (1 / 255) - (mean[c] as number)) / (std[c] as number);
			expect(Math.abs((data[c * 15 + i] as number) - exact)).toBeLessThan(5e-7);
		}
});

test("layout, order and dtype are what the options say", () => {
	const formats = fc.constantFrom<PictureFormat>("rgb", "bgr", "rgba", "bgra");
	const side = fc.integer({ min: 1, max: 12 });
	fc.assert(
		fc.property(side, side, formats, formats, fc.boolean(), (width, height, format, order, planar) => {
			fc.pre(PICTURE_CHANNELS[order] <= PICTURE_CHANNELS[format]);
			const picture = withGaps(seededPicture(6, width, height, format), 2);
			const layout = planar ? "nchw" : "nhwc";
			const bytes = normalize(picture, { dtype: "uint8", layout, order });
			const floats = normalize(picture, { layout, order });
			expect([...bytes.toNumbers()]).toEqual(floats.toNumbers());
			const channels = PICTURE_CHANNELS[order];
			expect(bytes.shape).toEqual(planar ? [1, channels, height, width] : [1, height, width, channels]);
			for (let y = 0; y < height; y++)
				for (let x = 0; x < width; x++)
					for (const [c, name] of [...order].entries()) {
						const at = planar ? (c * height + y) * width + x : (y * width + x) * channels + c;
						const from = y * picture.stride + x * PICTURE_CHANNELS[format] + format.indexOf(name);
						expect(bytes.data[at]).toBe(picture.data[from]);
					}
		}),
	);
});

test("a gray picture gives one channel, or the same three times", () => {
	const gray = seededPicture(1, 4, 2, "gray");
	expect(normalize(gray).shape).toEqual([1, 1, 2, 4]);
	const three = normalize(gray, { order: "rgb" });
	expect(three.toNumbers()).toEqual([...gray.data, ...gray.data, ...gray.data]);
});

test("takes ndarray views, clamped arrays and Node's buffers", () => {
	const expected = normalize(picture).data;
	const shape = [3, 5, 3];
	expect(normalize({ data: picture.data, shape, stride: [15, 3, 1], offset: 0 }).data).toEqual(expected);
	const planar = normalize(picture, { dtype: "uint8" }).data as Uint8Array;
	expect(normalize({ data: planar, shape, stride: [5, 1, 15], offset: 0 }).data).toEqual(expected);
	const { width, height, format } = picture;
	for (const data of [Uint8ClampedArray.from(picture.data), Buffer.from(picture.data)])
		expect(normalize({ data, width, height, format }).data).toEqual(expected);
});

test("takes an ImageData as RGBA, and no picture whose format was forgotten", () => {
	const { data, width, height } = seededPicture(7, 5, 3, "rgba");
	const expected = normalize({ data, width, height, format: "rgba" }).data;
	const pixels = Uint8ClampedArray.from(data);
	expect(normalize({ data: pixels, width, height }).data).toEqual(expected);
	// As a canvas has it: getters of a class.
	class CanvasPixels {
		get data(): Uint8ClampedArray {
			return pixels;
		}
		get width(): number {
			return width;
		}
		get height(): number {
			return height;
		}
	}
	expect(normalize(new CanvasPixels()).data).toEqual(expected);
	expect(errorOf(() => normalize({ data, width, height } as never))).toContain("a picture with a `format`");
	expect(errorOf(() => normalize({ data: pixels.subarray(1), width, height }))).toContain("at least 60 bytes");
});

test("allocates nothing when given an output: the same memory is returned", () => {
	const output = normalize(picture);
	const { data } = output;
	expect(normalize(seededPicture(9, 5, 3), {}, output)).toBe(output);
	expect(output.data).toBe(data);
	expect(output.data).toEqual(normalize(seededPicture(9, 5, 3)).data);
});

test("rejects options and pictures that do not fit with INVALID_ARGUMENT", () => {
	expect(errorOf(() => normalize(picture, { mean: [1, 2] }))).toBe(
		"INVALID_ARGUMENT: Expected one number or 3 for `mean` but received [1,2].",
	);
	expect(errorOf(() => normalize(picture, { order: "rgba" }))).toContain("`order` that a rgb picture can give");
	expect(errorOf(() => normalize(picture, { order: "gray" }))).toContain("`order`");
	expect(errorOf(() => normalize(picture, { dtype: "uint8", mean: 1 }))).toContain("another dtype");
	expect(errorOf(() => normalize(picture, { dtype: "float64" as never }))).toContain("`dtype`");
	expect(errorOf(() => normalize(picture, { layout: "chw" as never }))).toContain("`layout`");
	expect(errorOf(() => normalize(picture, { scale: Number.NaN }))).toContain("`scale`");
	expect(errorOf(() => normalize(picture, { layout: (() => "nhwc") as never }))).toContain("`layout`");
	expect(errorOf(() => normalize(picture, { mean: 1n as never }))).toContain("`mean`");
	expect(errorOf(() => normalize(picture, null as never))).toBe(
		"INVALID_ARGUMENT: Expected an object of options but received null.",
	);
	expect(errorOf(() => normalize({ ...picture, data: picture.data.subarray(1) }))).toBe(
		"INVALID_ARGUMENT: Expected at least 45 bytes for 5x3 rgb pixels but received 44.",
	);
	expect(errorOf(() => normalize({ ...picture, stride: 14 }))).toContain("stride");
	expect(errorOf(() => normalize({ ...picture, format: "yuyv" as never }))).toContain("`format`");
	expect(errorOf(() => normalize({ ...picture, width: 0 }))).toContain("`width`");
	expect(errorOf(() => normalize({ ...picture, data: [1, 2, 3] as never }))).toContain("Uint8Array");
	expect(errorOf(() => normalize(null as never))).toContain("a picture");
	const view = { data: picture.data, shape: [3, 5, 3], stride: [15, 3, 1], offset: 1 };
	expect(errorOf(() => normalize(view))).toBe(
		"INVALID_ARGUMENT: Expected an ndarray within its 45 bytes but received one that reads bytes 1 to 45.",
	);
	expect(errorOf(() => normalize({ ...view, shape: [3, 5, 2] }))).toContain("an ndarray [height, width]");
});
