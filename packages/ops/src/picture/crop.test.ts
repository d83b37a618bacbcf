import fc from "fast-check";
import { expect, test } from "vitest";
import { normalize } from "../normalize/index.ts";
import { resize } from "../resize/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import type { Box } from "./box.ts";
import { crop } from "./crop.ts";

const picture = seededPicture(2, 12, 9);

test("a crop shares the memory of its picture", () => {
	const part = crop(picture, [3, 2, 7, 9]);
	expect(part).toMatchObject({ width: 4, height: 7, format: "rgb", stride: 36 });
	expect(part.data.buffer).toBe(picture.data.buffer);
	picture.data[(2 * 12 + 3) * 3] = 1;
	expect(part.data[0]).toBe(1);
	picture.data[(2 * 12 + 3) * 3] = 2;
	expect(part.data[0]).toBe(2);
});

test("ops give on a crop what they give on a copy of its pixels", () => {
	const box = fc
		.tuple(fc.nat(11), fc.nat(8), fc.nat(11), fc.nat(8))
		.map(([a, b, c, d]): Box => [Math.min(a, c), Math.min(b, d), Math.max(a, c) + 1, Math.max(b, d) + 1]);
	fc.assert(
		fc.property(box, (box) => {
			const part = crop(withGaps(picture, 4), box);
			const rows = normalize(part, { dtype: "uint8", layout: "nhwc" }).data as Uint8Array;
			const copy = { data: rows, width: part.width, height: part.height, format: part.format };
			expect(resize(part, { width: 5, height: 5 })).toEqual(resize(copy, { width: 5, height: 5 }));
			for (let y = box[1]; y < box[3]; y++)
				expect(rows[(y - box[1]) * part.width * 3]).toBe(picture.data[(y * 12 + box[0]) * 3]);
		}),
	);
});

test("a crop of a crop counts from the first crop's corner", () => {
	expect(crop(crop(picture, [2, 1, 10, 8]), [1, 2, 4, 5])).toEqual(crop(picture, [3, 3, 6, 6]));
});

test.each([[[0, 0, 13, 9]], [[-1, 0, 3, 3]], [[3, 3, 3, 5]], [[0.5, 0, 3, 3]], [[0, 0, Number.NaN, 3]], [[0, 0, 3]]])(
	"rejects the box %j with INVALID_ARGUMENT",
	(box) => {
		expect(errorOf(() => crop(picture, box as never))).toContain("INVALID_ARGUMENT: Expected a box of integers");
	},
);
