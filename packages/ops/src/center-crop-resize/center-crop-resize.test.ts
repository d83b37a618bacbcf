import { createHash } from "node:crypto";
import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { normalize } from "../normalize/index.ts";
import { crop as cropView } from "../picture/crop.ts";
import { resize as resizePicture } from "../resize/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { centerCropResize, planCenterCropResize } from "./index.ts";
import { centerCropGeometry } from "./reference.ts";

/** SHA-256 of what Pillow 12.0.0 and 13.0.0 give with torchvision's sizes and offsets. */
const golden = [
	{ seed: 42, width: 600, height: 400, resize: 256, crop: 224, hash: "cf8190184448" },
	{ seed: 43, width: 401, height: 300, resize: 64, crop: 56, hash: "9f616bce1d78" },
	{ seed: 44, width: 33, height: 57, resize: 16, crop: 15, hash: "0ef665d1fe57" },
];

test.each(golden)("gives Pillow's bytes for $width x $height", ({ seed, width, height, resize, crop, hash }) => {
	const picture = seededPicture(seed, width, height);
	const bytes = centerCropResize(picture, { resize, crop, dtype: "uint8", layout: "nhwc" });
	expect(bytes.shape).toEqual([1, crop, crop, 3]);
	expect(
		createHash("sha256")
			.update(bytes.data as Uint8Array)
			.digest("hex")
			.slice(0, 12),
	).toBe(hash);
});

test("sizes and offsets are torchvision's: the long side cut off, ties of an offset to even", () => {
	expect(centerCropGeometry(600, 400, 256, 224)).toEqual({ width: 384, height: 256, left: 80, top: 16 });
	expect(centerCropGeometry(401, 300, 64, 56)).toEqual({ width: 85, height: 64, left: 14, top: 4 });
	expect(centerCropGeometry(33, 57, 16, 15)).toEqual({ width: 16, height: 27, left: 0, top: 6 });
	expect(centerCropGeometry(100, 100, 18, 15)).toEqual({ width: 18, height: 18, left: 2, top: 2 });
});

test("equals resize, crop and normalize one after the other", () => {
	const side = fc.integer({ min: 1, max: 50 });
	const filter = fc.constantFrom("pillow-bicubic", "pillow-bilinear", "opencv-bilinear", "nearest" as const);
	fc.assert(
		fc.property(side, side, side, side, filter, (width, height, a, b, filter) => {
			const [resize, crop] = [Math.max(a, b), Math.min(a, b)];
			const picture = seededPicture(8, width, height);
			const at = centerCropGeometry(width, height, resize, crop);
			const whole = resizePicture(picture, { width: at.width, height: at.height, filter });
			const part = cropView(whole, [at.left, at.top, at.left + crop, at.top + crop]);
			const numbers = { mean: 127, std: 128, order: "bgr" as const };
			const options = { resize, crop, filter, ...numbers };
			const expected = normalize(part, numbers).data;
			expectSame(centerCropResize(picture, options).data, expected);
			expectSame(centerCropResize(withGaps(picture, 3), options).data, expected);
		}),
		// The crop's first row wants a source row that no earlier row has asked for.
		{ examples: [[3, 4, 9, 3, "pillow-bicubic"]] },
	);
});

test("writes into the tensor it is given", () => {
	const picture = seededPicture(1, 20, 30);
	const batch = new Float32Array(2 * 3 * 8 * 8);
	const second = new Tensor("float32", batch.subarray(3 * 8 * 8), [1, 3, 8, 8]);
	const fresh = centerCropResize(picture, { resize: 10, crop: 8 });
	expect(centerCropResize(picture, { resize: 10, crop: 8 }, second)).toBe(second);
	expect(batch.subarray(3 * 8 * 8)).toEqual(fresh.data);
	expect(batch.subarray(0, 3 * 8 * 8).every((value) => value === 0)).toBe(true);
});

test("rejects what does not fit with INVALID_ARGUMENT", () => {
	const picture = seededPicture(1, 20, 30);
	expect(errorOf(() => centerCropResize(picture, { resize: 10, crop: 11 }))).toBe(
		"INVALID_ARGUMENT: Expected an integer from 1 to 10 for `crop` but received 11.",
	);
	expect(errorOf(() => centerCropResize(picture, { resize: 0, crop: 1 }))).toContain("`resize`");
	expect(errorOf(() => centerCropResize(picture, { resize: 9, crop: 8, std: 0 }))).toContain("`std`");
	const output = { dtype: "float32" as const, data: new Float32Array(3), shape: [1, 3, 1, 1] };
	expect(errorOf(() => centerCropResize(picture, { resize: 10, crop: 8 }, output))).toBe(
		"INVALID_ARGUMENT: Expected float32 [1,3,8,8] as output but received float32 [1,3,1,1].",
	);
	const plan = planCenterCropResize({ source: picture, resize: 10, crop: 8 });
	expect(errorOf(() => plan.run(seededPicture(1, 30, 20)))).toContain("as planned");
});
