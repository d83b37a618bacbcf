import fc from "fast-check";
import { expect, test } from "vitest";
import type { Picture } from "../picture/picture.ts";
import { RESIZE_FILTERS } from "../resample/resize-filter.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { planResize, resize } from "./index.ts";

const side = fc.integer({ min: 1, max: 40 });
const filter = fc.constantFrom(...RESIZE_FILTERS);
const format = fc.constantFrom("gray", "rgb", "bgra" as const);

test.each(implementations)("%s gives the reference's bytes and leaves those between rows", (implementation) => {
	const formats = fc.constantFrom("gray", "rgb", "bgr", "rgba", "bgra" as const);
	const gap = fc.constantFrom(0, 1, 7);
	fc.assert(
		fc.property(
			side,
			side,
			side,
			side,
			filter,
			formats,
			gap,
			(width, height, toWidth, toHeight, filter, format, gap) => {
				const picture = withGaps(seededPicture(width, width, height, format), gap);
				const options = { width: toWidth, height: toHeight, filter };
				const [expected, actual] = [0, 1].map(() => withGaps(seededPicture(3, toWidth, toHeight, format), gap));
				resize(picture, { ...options, implementation: "reference" }, expected);
				expect(resize(picture, { ...options, implementation }, actual)).toBe(actual);
				expectSame((actual as Picture).data, (expected as Picture).data);
			},
		),
		{ numRuns: 200 },
	);
});

test.each(implementations)("%s says that it runs, off the event loop too", async (implementation) => {
	const options = { width: 50, height: 40, filter: "opencv-bilinear", implementation } as const;
	const picture = seededPicture(1, 30, 20);
	const plan = planResize({ ...options, source: picture });
	expect(plan.implementation).toBe(implementation);
	expectSame((await plan.runAsync(picture)).data, resize(picture, { ...options, implementation: "reference" }).data);
});

test("a picture of one colour keeps it, whatever the sizes", () => {
	fc.assert(
		fc.property(side, side, side, side, filter, fc.nat(255), (width, height, toWidth, toHeight, filter, level) => {
			const picture = { data: new Uint8Array(width * height * 3).fill(level), width, height, format: "rgb" as const };
			const resized = resize(picture, { width: toWidth, height: toHeight, filter });
			expect(resized.data.every((value) => value === level)).toBe(true);
			expect(resized.data.length).toBe(toWidth * toHeight * 3);
		}),
	);
});

test("the own size changes nothing", () => {
	fc.assert(
		fc.property(side, side, filter, format, (width, height, filter, format) => {
			const picture = seededPicture(7, width, height, format);
			const resized = resize(picture, { width, height, filter });
			expect({ ...resized, data: 0 }).toEqual({ ...picture, data: 0 });
			expectSame(resized.data, picture.data);
		}),
	);
});

test("pillow-bilinear of a flipped picture is the flipped result, to one level", () => {
	fc.assert(
		fc.property(side, side, side, side, (width, height, toWidth, toHeight) => {
			const picture = seededPicture(3, width, height, "gray");
			const options = { width: toWidth, height: toHeight, filter: "pillow-bilinear" as const };
			const expected = mirrored(resize(picture, options));
			const actual = resize(mirrored(picture), options);
			expect(actual.data.findIndex((value, i) => Math.abs(value - (expected.data[i] as number)) > 1)).toBe(-1);
		}),
	);
});

test("each channel is resized by itself", () => {
	fc.assert(
		fc.property(side, side, side, side, filter, (width, height, toWidth, toHeight, filter) => {
			const options = { width: toWidth, height: toHeight, filter };
			const picture = seededPicture(5, width, height, "rgba");
			const resized = resize(picture, options);
			for (let c = 0; c < 4; c++) {
				const gray = resize({ ...channel(picture, c), format: "gray" }, options);
				expectSame(channel(resized, c).data, gray.data);
			}
		}),
		{ numRuns: 30 },
	);
});

test("rows with gaps and ndarray views give what a dense copy gives", () => {
	fc.assert(
		fc.property(side, side, side, side, filter, (width, height, toWidth, toHeight, filter) => {
			const options = { width: toWidth, height: toHeight, filter };
			const picture = seededPicture(11, width, height);
			const expected = resize(picture, options);
			expectSame(resize(withGaps(picture, 5), options).data, expected.data);
			const flipped = {
				data: mirrored(picture).data,
				shape: [height, width, 3],
				stride: [width * 3, -3, 1],
				offset: (width - 1) * 3,
			};
			expectSame(resize(flipped, options).data, expected.data);
		}),
	);
});

test("a plan used again gives what a fresh one gives", () => {
	fc.assert(
		fc.property(side, side, side, side, filter, (width, height, toWidth, toHeight, filter) => {
			const [first, second] = [seededPicture(1, width, height), seededPicture(2, width, height)];
			const options = { source: { width, height, format: "rgb" as const }, width: toWidth, height: toHeight, filter };
			const plan = planResize(options);
			plan.run(first);
			expectSame(plan.run(second).data, planResize(options).run(second).data);
		}),
	);
});

test("writes into the output it is given and leaves the gaps of its rows alone", () => {
	const picture = seededPicture(1, 9, 7);
	const expected = resize(picture, { width: 4, height: 3 });
	const output = { data: new Uint8Array(3 * 20).fill(77), width: 4, height: 3, format: "rgb" as const, stride: 20 };
	expect(resize(picture, { width: 4, height: 3 }, output)).toBe(output);
	for (let y = 0; y < 3; y++) {
		expect(output.data.subarray(y * 20, y * 20 + 12)).toEqual(expected.data.subarray(y * 12, y * 12 + 12));
		expect(output.data.subarray(y * 20 + 12, y * 20 + 20).every((value) => value === 77)).toBe(true);
	}
});

test("nearest takes the pixel under the centre", () => {
	const picture = { data: Uint8Array.of(0, 1, 2, 3, 4), width: 5, height: 1, format: "gray" as const };
	expect([...resize(picture, { width: 3, height: 1, filter: "nearest" }).data]).toEqual([0, 2, 4]);
	expect([...resize(picture, { width: 10, height: 1, filter: "nearest" }).data]).toEqual([
		0, 0, 1, 1, 2, 2, 3, 3, 4, 4,
	]);
	// (0.5 * 4) / 2 = 1: at a tie the pixel at the right.
	const even = { data: Uint8Array.of(0, 1, 2, 3), width: 4, height: 1, format: "gray" as const };
	expect([...resize(even, { width: 2, height: 1, filter: "nearest" }).data]).toEqual([1, 3]);
});

test("rejects sizes, filters, pictures and outputs that do not fit with INVALID_ARGUMENT", () => {
	const picture = seededPicture(1, 9, 7);
	for (const size of [0, -1, 1.5, Number.NaN, 2 ** 30, "4" as never])
		expect(errorOf(() => resize(picture, { width: size, height: 3 }))).toContain("INVALID_ARGUMENT");
	expect(errorOf(() => resize(picture, { width: 4, height: 3, filter: "bilinear" as never }))).toBe(
		'INVALID_ARGUMENT: Expected one of "pillow-bilinear", "pillow-bicubic", "opencv-bilinear", "opencv-area", "antialias", "nearest" for `filter` but received "bilinear".',
	);
	expect(errorOf(() => resize(picture, { width: 4, height: 3, filer: "nearest" } as never))).toContain("`filer`");
	expect(errorOf(() => resize(picture, undefined as never))).toContain("INVALID_ARGUMENT");
	expect(errorOf(() => resize(picture, { width: 4, height: 3 }, seededPicture(1, 4, 4)))).toBe(
		"INVALID_ARGUMENT: Expected a picture of 4x3 rgb to write into but received 4x4 rgb.",
	);
	const plan = planResize({ source: picture, width: 4, height: 3 });
	expect(errorOf(() => plan.run(seededPicture(1, 9, 8)))).toBe(
		"INVALID_ARGUMENT: Expected a picture of 9x7 rgb as planned but received 9x8 rgb.",
	);
});

function mirrored(picture: Picture): Picture {
	const bytes = picture.stride / picture.width;
	const data = new Uint8Array(picture.data.length);
	for (let y = 0; y < picture.height; y++)
		for (let x = 0; x < picture.width; x++)
			for (let c = 0; c < bytes; c++)
				data[y * picture.stride + x * bytes + c] = picture.data[
					y * picture.stride + (picture.width - 1 - x) * bytes + c
				] as number;
	return { ...picture, data };
}

function channel(picture: Picture, c: number): { data: Uint8Array; width: number; height: number } {
	const data = picture.data.filter((_, i) => i % 4 === c);
	return { data, width: picture.width, height: picture.height };
}
