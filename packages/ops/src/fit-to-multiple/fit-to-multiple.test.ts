import fc from "fast-check";
import { expect, test } from "vitest";
import { normalize } from "../normalize/index.ts";
import { resize } from "../resize/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { fitToMultiple } from "./index.ts";
import { fitToMultipleSide } from "./reference.ts";

test.each([
	[640, 640, 640],
	[480, 640, 480],
	[1080, 1920, 544],
	[1920, 1920, 960],
	[10, 20, 32],
	[80, 80, 64],
	[112, 112, 128],
])("a side of %i, the longer one being %i, becomes %i", (side, longer, expected) => {
	expect(fitToMultipleSide(side, longer, 32, 960)).toBe(expected);
});

test("the tensor is the whole picture, resized to multiples", () => {
	const side = fc.integer({ min: 1, max: 60 });
	fc.assert(
		fc.property(side, side, fc.integer({ min: 1, max: 16 }), (width, height, multiple) => {
			const picture = seededPicture(5, width, height);
			const tensor = fitToMultiple(picture, { multiple, maxSide: 48 });
			const [, , toHeight = 0, toWidth = 0] = tensor.shape;
			expect([toHeight % multiple, toWidth % multiple]).toEqual([0, 0]);
			expectSame(tensor.data, normalize(resize(picture, { width: toWidth, height: toHeight })).data);
		}),
	);
});

test("rejects a multiple of 0 with INVALID_ARGUMENT", () => {
	expect(errorOf(() => fitToMultiple(seededPicture(1, 4, 4), { multiple: 0 }))).toContain("`multiple`");
});
