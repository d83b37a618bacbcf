import { centerCropResize } from "@polyinfer/ops";
import { readPicture } from "@polyinfer/ops/sharp";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { fetchModel, fetchPicture } from "../index.ts";
import { writeEfficientnetLite0 } from "./write-efficientnet-lite0.ts";

const float32 = await fetchModel("efficientnet-lite0");
const int8 = await fetchModel("efficientnet-lite0-int8");
const coffee = await fetchPicture("coffee");
const missing = float32.missing ?? int8.missing ?? coffee.missing;

const espresso = 967;
const probabilities = async (model: string): Promise<number[]> => {
	const picture = await readPicture(coffee.path as string);
	const images = centerCropResize(picture, { resize: 256, crop: 224, mean: 127, std: 128 });
	const session = await InferenceSession.create(model);
	const { logits } = await session.run({ images: new Tensor("float32", images.data as Float32Array, images.shape) });
	await session.release();
	const exponentials = Array.from(logits?.data as Float32Array, Math.exp);
	const sum = exponentials.reduce((a, b) => a + b);
	return exponentials.map((e) => e / sum);
};

test.skipIf(missing)(
	`the net written from the state dict sees an espresso in coffee.png ${missing ?? ""}`,
	async () => {
		expect((await probabilities(float32.path as string))[espresso]).toBeCloseTo(0.951, 3);
	},
);

test.skipIf(missing)(`so does the one with 8-bit weights, a quarter of the size ${missing ?? ""}`, async () => {
	expect((await probabilities(int8.path as string))[espresso]).toBeCloseTo(0.95, 3);
});

test("refuses a state dict of another net", () => {
	expect(() => writeEfficientnetLite0(new Map(), "float32")).toThrow(
		"Expected float32 [32,3,3,3] for `_conv_stem.weight` but the state dict has none.",
	);
});
