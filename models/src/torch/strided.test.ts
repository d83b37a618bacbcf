import { expect, test } from "vitest";
import { copyStrided } from "./strided.ts";

const storage = Float32Array.of(0, 1, 2, 3, 4, 5);

test("copies a transposed view into row-major order", () => {
	const dense = copyStrided(storage, { offset: 0, shape: [3, 2], stride: [1, 3] });
	expect([...dense]).toEqual([0, 3, 1, 4, 2, 5]);
});

test("starts at the offset and steps over elements", () => {
	expect([...copyStrided(storage, { offset: 1, shape: [2], stride: [3] })]).toEqual([1, 4]);
});

test("copies scalars and empty tensors", () => {
	expect([...copyStrided(storage, { offset: 5, shape: [], stride: [] })]).toEqual([5]);
	expect([...copyStrided(storage, { offset: 0, shape: [0, 3], stride: [3, 1] })]).toEqual([]);
});

test.each([
	{ offset: 1, shape: [2, 3], stride: [3, 1] },
	{ offset: 0, shape: [7], stride: [0] },
	{ offset: -1, shape: [2], stride: [1] },
	{ offset: 0, shape: [2], stride: [-1] },
	{ offset: 0, shape: [2, 2], stride: [1] },
	{ offset: 0, shape: [2 ** 40, 2 ** 40], stride: [0, 0] },
	{ offset: 0.5, shape: [1], stride: [1] },
])("refuses the view %o of 6 elements", (view) => {
	expect(() => copyStrided(storage, view)).toThrow("Expected a PyTorch state dict");
});
