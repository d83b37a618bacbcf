import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { centerCropResize, softmax, topK } from "@polyinfer/ops";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, expect, test } from "vitest";
import { writeDemo } from "./write-demo.ts";

const folder = await mkdtemp(join(tmpdir(), "polyinfer-demo-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const { missing } = await writeDemo(folder);
const files = ["demo.json", "model.onnx", "picture.rgb"];

test.skipIf(missing)(`writes a net and a picture in which it sees an espresso ${missing ?? ""}`, async () => {
	expect((await readdir(folder)).sort()).toEqual(files);
	const { width, height, labels } = JSON.parse(await readFile(join(folder, "demo.json"), "utf8"));
	const data = await readFile(join(folder, "picture.rgb"));
	const images = centerCropResize(
		{ data, width, height, format: "rgb" },
		{ resize: 256, crop: 224, mean: 127, std: 128 },
	);
	const session = await InferenceSession.create(join(folder, "model.onnx"));
	const { logits } = await session.run({ images: new Tensor("float32", images.data as Float32Array, images.shape) });
	await session.release();
	const scores = softmax({ dtype: "float32", data: logits?.data as Float32Array, shape: [1, 1000] });
	expect(topK(scores, 1, { labels })).toEqual([{ index: 967, score: expect.closeTo(0.95, 3), label: "espresso" }]);
});

test.skipIf(missing)(`is small enough to travel in a package ${missing ?? ""}`, async () => {
	const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
	expect(sizes.reduce((a, b) => a + b)).toBeLessThan(6e6);
});

test.skipIf(missing)(`says of each file where it comes from ${missing ?? ""}`, async () => {
	const { attribution } = JSON.parse(await readFile(join(folder, "demo.json"), "utf8"));
	expect(attribution.map(({ file }: { file: string }) => file).sort()).toEqual(files);
});

test.skipIf(missing)(`leaves right files alone and replaces wrong ones ${missing ?? ""}`, async () => {
	const written = async () => Promise.all(files.map(async (file) => (await stat(join(folder, file))).mtimeMs));
	const before = await written();
	await writeDemo(folder);
	expect(await written()).toEqual(before);
	await writeFile(join(folder, "picture.rgb"), "");
	await writeDemo(folder);
	expect((await stat(join(folder, "picture.rgb"))).size).toBe(384 * 256 * 3);
});
