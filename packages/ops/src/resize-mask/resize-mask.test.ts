import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { letterboxTransform } from "../letterbox/reference.ts";
import { resize } from "../resize/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { planResizeMask, resizeMask } from "./index.ts";

const side = fc.integer({ min: 1, max: 40 });

test("gives what resizing a picture by its nearest pixels gives, for bytes and for labels", () => {
	fc.assert(
		fc.property(side, side, side, side, (mapWidth, mapHeight, width, height) => {
			const picture = seededPicture(4, mapWidth, mapHeight, "gray");
			const expected = resize(picture, { width, height, filter: "nearest" }).data;
			const shape = [mapHeight, mapWidth];
			const bytes = resizeMask(new Tensor("uint8", picture.data, shape), { width, height });
			const words = resizeMask(
				new Tensor(
					"int32",
					Int32Array.from(picture.data, (x) => -x),
					shape,
				),
				{ width, height },
			);
			expect(bytes.data).toEqual(expected);
			expect(words.data).toEqual(Int32Array.from(expected, (x) => -x));
			expect([bytes.shape, words.shape]).toEqual([
				[height, width],
				[height, width],
			]);
		}),
	);
});

test("through a letterbox each pixel has the value of the cell that its centre lies in", () => {
	fc.assert(
		fc.property(side, side, side, fc.constantFrom(1, 2, 4), (width, height, cells, stride) => {
			const transform = letterboxTransform({ width, height }, cells * stride, cells * stride);
			const map = new Tensor(
				"int32",
				Int32Array.from({ length: cells * cells }, (_, i) => i),
				[cells, cells],
			);
			const { data } = resizeMask(map, { transform });
			expect(data).toHaveLength(width * height);
			for (let p = 0; p < data.length; p++) {
				const [x, y] = transform.fromSource((p % width) + 0.5, Math.floor(p / width) + 0.5);
				expect(data[p]).toBe(Math.floor(y / stride) * cells + Math.floor(x / stride));
			}
		}),
	);
});

test("writes into the output that it is given", () => {
	const output = new Tensor("uint8", new Uint8Array(4), [2, 2]);
	const map = new Tensor("uint8", Uint8Array.of(5, 6), [1, 2]);
	expect(resizeMask(map, { width: 2, height: 2 }, output)).toBe(output);
	expect([...output.data]).toEqual([5, 6, 5, 6]);
});

test("rejects maps, sizes and outputs that do not fit with INVALID_ARGUMENT", () => {
	const map = new Tensor("uint8", Uint8Array.of(5, 6), [1, 2]);
	const transform = letterboxTransform({ width: 4, height: 2 }, 4, 2);
	const floats = new Tensor("float32", new Float32Array(2), [1, 2]);
	expect(errorOf(() => resizeMask(floats, { width: 2, height: 2 }))).toBe(
		"INVALID_ARGUMENT: Expected a map uint8 or int32 [1,2] as planned but received float32 [1,2].",
	);
	expect(errorOf(() => resizeMask(map.reshape([2]) as never, { width: 2, height: 2 }))).toContain("[height,width]");
	expect(errorOf(() => resizeMask(map, { width: 2 }))).toContain("`height`");
	expect(errorOf(() => resizeMask(map, { width: 0, height: 2 }))).toContain("`width`");
	expect(errorOf(() => resizeMask(map, { width: 2, height: 2, transform }))).toContain("either a size or `transform`");
	expect(errorOf(() => resizeMask(map, { transform: {} as never }))).toContain("transform of a letterbox");
	expect(errorOf(() => resizeMask(map, { size: 2 } as never))).toContain("`size`");
	expect(errorOf(() => planResizeMask({ shape: [0, 2], width: 1, height: 1 }))).toContain("map's height");
	const output = new Tensor("int32", new Int32Array(4), [2, 2]);
	expect(errorOf(() => resizeMask(map, { width: 2, height: 2 }, output))).toContain("uint8 [2,2] as output");
});
