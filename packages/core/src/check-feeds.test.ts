import { expect, test } from "vitest";
import { checkFeeds } from "./check-feeds.ts";
import { checkOutputs } from "./check-outputs.ts";
import { Tensor } from "./tensor.ts";
import type { ValueInfo } from "./value-info.ts";

const inputs: ValueInfo[] = [
	{ name: "images", dtype: "float32", shape: [null, 2], dimNames: ["batch", null] },
	{ name: "scale", dtype: "float32", shape: [], optional: true },
];
const images = new Tensor("float32", new Float32Array(4), [2, 2]);

test("orders feeds as the model does and leaves optional ones out", () => {
	const scale = new Tensor("float32", Float32Array.of(2), []);
	expect(checkFeeds({ scale, images }, inputs, {})).toEqual([images, scale]);
	expect(checkFeeds({ images }, inputs, {})).toEqual([images, undefined]);
});

test("takes plain objects without copying", () => {
	const plain = { dtype: "float32" as const, data: new Float32Array(2), shape: [1, 2] };
	expect(checkFeeds({ images: plain }, inputs, {})[0]?.data).toBe(plain.data);
});

test.each([
	[{}, "Input `images` is missing: expected float32 [batch,2]."],
	[{ imagse: images }, "`imagse` is no input of the model. Did you mean `images`?"],
	[{ images, more: images }, "`more` is no input of the model."],
	[
		{ images: new Tensor("uint8", new Uint8Array(4), [2, 2]) },
		"Expected float32 [batch,2] for input `images` but received uint8 [2,2].",
	],
	[{ images: new Tensor("float32", new Float32Array(3), [1, 3]) }, "but received float32 [1,3]."],
	[{ images: new Tensor("float32", new Float32Array(2), [2]) }, "but received float32 [2]."],
	[{ images: 3 }, "Expected a tensor (float32 [batch,2]) for input `images` but received 3."],
	[
		{ images: { dtype: "float32", shape: [1, 2], location: "cuda", handle: 0 } },
		"in CPU memory for input `images` but received one on cuda",
	],
])("a misfitting feed is INVALID_ARGUMENT: %#", (feeds, message) => {
	expect(() => checkFeeds(feeds as never, inputs, {})).toThrow(message);
});

test("a shape outside the bounds says which axis", () => {
	const bounds = { images: { shape: { min: [1, 2], opt: [1, 2], max: [1, 2] } } };
	expect(() => checkFeeds({ images }, inputs, bounds)).toThrow("received float32 [2,2]: axis 0 is fixed to 1.");
});

test("a tensor whose memory was transferred is INVALID_ARGUMENT", () => {
	const gone = new Tensor("float32", new Float32Array(4), [2, 2]);
	structuredClone(gone.data.buffer, { transfer: [gone.data.buffer as ArrayBuffer] });
	expect(() => checkFeeds({ images: gone }, inputs, {})).toThrow("was it transferred or resized?");
});

test("outputs are wanted by name or written into given tensors", () => {
	const outputs: ValueInfo[] = [
		{ name: "boxes", dtype: "float32", shape: [null, 4] },
		{ name: "scores", dtype: "float32", shape: [null] },
	];
	const boxes = new Tensor("float32", new Float32Array(8), [2, 4]);
	expect(checkOutputs(undefined, outputs)).toEqual(["new", "new"]);
	expect(checkOutputs(["scores"], outputs)).toEqual(["skip", "new"]);
	expect(checkOutputs({ boxes }, outputs)).toEqual([boxes, "new"]);
	expect(() => checkOutputs(["score"], outputs)).toThrow("Did you mean `scores`?");
	expect(() => checkOutputs({ scores: boxes }, outputs)).toThrow("for output `scores` but received float32 [2,4]");
});

test("an array without dtype and shape is named by its input, with what to write", () => {
	const inputs = [{ name: "images", dtype: "float32", shape: [1, 3] }] as const;
	expect(() => checkFeeds({ images: new Float32Array(3) as never }, inputs, {})).toThrow(
		expect.objectContaining({
			code: "INVALID_ARGUMENT",
			message: "Expected a tensor (float32 [1,3]) for input `images` but received Float32Array.",
			advice: 'Give `new Tensor("float32", data, shape)` for `images`.',
		}),
	);
});
