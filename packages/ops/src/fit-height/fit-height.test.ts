import { expect, test } from "vitest";
import { normalize } from "../normalize/index.ts";
import { resize } from "../resize/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { fitHeight } from "./index.ts";

const numbers = { mean: 127.5, std: 127.5 };

test("the width follows the height, rounded up, and zeros fill the tensor to the right", () => {
	const picture = seededPicture(3, 50, 20);
	const tensor = fitHeight(picture, { height: 12, minWidth: 40, ...numbers });
	expect(tensor.shape).toEqual([1, 3, 12, 40]);
	const line = normalize(resize(picture, { width: 30, height: 12 }), numbers).data as Float32Array;
	for (let row = 0; row < 36; row++) {
		const data = tensor.data as Float32Array;
		expect(data.subarray(row * 40, row * 40 + 30)).toEqual(line.subarray(row * 30, row * 30 + 30));
		expect(data.subarray(row * 40 + 30, row * 40 + 40).every((value) => value === 0)).toBe(true);
	}
	expect(fitHeight(seededPicture(3, 51, 20), { height: 12 }).shape).toEqual([1, 3, 12, 31]);
});

test("a picture that would be too wide is squeezed", () => {
	const picture = seededPicture(3, 90, 9);
	const tensor = fitHeight(picture, { height: 6, minWidth: 24, maxWidth: 24, ...numbers });
	expect(tensor.data).toEqual(normalize(resize(picture, { width: 24, height: 6 }), numbers).data);
});

test("a used output is cleared to the right", () => {
	const output = fitHeight(seededPicture(3, 40, 10), { height: 10, minWidth: 40, maxWidth: 40 });
	const narrow = seededPicture(4, 10, 10);
	const options = { height: 10, minWidth: 40, maxWidth: 40 };
	expect(fitHeight(narrow, options, output).data).toEqual(fitHeight(narrow, options).data);
});

test("rejects sizes that are none with INVALID_ARGUMENT", () => {
	const picture = seededPicture(3, 5, 5);
	expect(errorOf(() => fitHeight(picture, { height: 0 }))).toContain("`height`");
	expect(errorOf(() => fitHeight(picture, { height: 4, minWidth: 0 }))).toContain("`minWidth`");
	expect(errorOf(() => fitHeight(picture, { height: 4, maxWidth: 1.5 }))).toContain("`maxWidth`");
});
