import { existsSync } from "node:fs";
import {
	type DeviceTensor,
	DTYPES,
	type LoadedModel,
	openSession,
	Tensor,
	type TensorData,
	type ValueInfo,
} from "@polyinfer/core";
import { loadModel } from "@polyinfer/model/node";
import { type ModelId, modelPath } from "@polyinfer/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../../../engine-host/src/cuda/testing/compile.ts";
import { onnxruntime } from "../../../backend.ts";
import { findLibraryOfNode } from "../library.ts";
import { type FakeGpu, makeFakeGpu } from "../testing/fake-gpu.ts";

const core = process.platform === "linux" ? await findLibraryOfNode() : undefined;

/** Models of the examples, with the sizes that their free axes take here, one after the other. */
const SIZES: readonly (readonly [ModelId, readonly number[]])[] = [
	["efficientnet-lite0", [1]],
	["efficientnet-lite0-int8", [1]],
	["pp-ocr-v4-det", [1, 64, 96]],
	["pp-ocr-v4-cls", [2, 48, 192]],
	["pp-ocr-v4-rec", [1, 96]],
	["blazeface-front", [1]],
	["silero-vad", [1, 512, 1]],
	["silero-vad-ifless", [1, 512, 1]],
	["minilm-int8", [1, 7, 1, 7, 1, 7]],
	["magika", [2]],
];

describe.skipIf(!canCompile || core === undefined)(`models on a fake GPU ${NEEDS_COMPILER}`, () => {
	let gpu: FakeGpu;
	beforeAll(async () => {
		gpu = await makeFakeGpu(core ?? "");
	}, 120_000);
	afterAll(() => gpu.remove());

	for (const [id, sizes] of SIZES) {
		const path = modelPath(id);
		const missing = existsSync(path) ? "" : " (not fetched)";
		test.skipIf(missing)(`${id} gives what it gives on the processor${missing}`, { timeout: 60_000 }, async () => {
			const model = (await loadModel(path, {}))[0] as LoadedModel;
			const processor = await openSession(onnxruntime, model);
			const ours = await openSession(onnxruntime, model, {}, { device: "cuda:0", options: { library: gpu.library } });
			const feeds = feedsOf(ours.inputs, sizes);
			const [expected, computed] = [await processor.run(feeds), await ours.run(feeds)];
			for (const { name } of ours.outputs) {
				expect(computed[name]?.shape).toEqual(expected[name]?.shape);
				expect(Buffer.compare(bytesOf(computed[name]), bytesOf(expected[name])), name).toBe(0);
			}
			const kept = await ours.runOnDevice(feeds);
			for (const { name } of ours.outputs) {
				const tensor = kept[name] as DeviceTensor;
				expect(Buffer.compare(bytesOf(await tensor.toCpu()), bytesOf(expected[name])), `${name}, kept`).toBe(0);
				tensor.dispose();
			}
			expect(Object.keys(ours.report.placement ?? {})).toEqual(["cuda:0"]);
			await processor.dispose();
			await ours.dispose();
			expect([gpu.driver.misuses(), await gpu.live()]).toEqual(["", 0]);
		});
	}
});

function feedsOf(inputs: readonly ValueInfo[], sizes: readonly number[]): Record<string, Tensor> {
	let next = 0;
	return Object.fromEntries(
		inputs.map(({ name, dtype, shape }) => {
			const dims = (shape ?? []).map((size) => size ?? sizes[next++] ?? 1);
			const { array } = DTYPES[dtype];
			const data = new (array as new (length: number) => Float32Array)(dims.reduce((a, b) => a * b, 1));
			const isBig = data instanceof BigInt64Array;
			for (let i = 0; i < data.length; i++)
				data[i] = (isBig ? BigInt(i % 2) : dtype === "float32" ? Math.sin(i) : i % 2) as number;
			if (name === "sr") (data as unknown as BigInt64Array)[0] = 16_000n;
			return [name, new Tensor(dtype, data as unknown as TensorData, dims)];
		}),
	);
}

function bytesOf(tensor: Tensor | undefined): Buffer {
	const { buffer, byteOffset, byteLength } = (tensor as Tensor).data as Float32Array;
	return Buffer.from(buffer, byteOffset, byteLength);
}
