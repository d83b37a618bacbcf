import { existsSync, readFileSync } from "node:fs";
import { Tensor } from "@polyinfer/core";
import { readOnnx } from "@polyinfer/model";
import { type ModelId, modelPath } from "@polyinfer/models";
import { expect, test } from "vitest";
import { planOnnx } from "./index.ts";
import { runOnnxruntime } from "./testing/onnxruntime.ts";
import { difference, noise, runProgram } from "./testing/run-program.ts";
import { tensorFlow } from "./testing/tensorflow.ts";

const ids = (numbers: readonly number[]): Tensor =>
	new Tensor("int64", BigInt64Array.from(numbers, BigInt), [1, numbers.length]) as Tensor;

/** A frame of sound, the state before it, samples a second. */
const voice: readonly Tensor[] = [
	noise("float32", [1, 576]),
	noise("float32", [2, 1, 128]),
	new Tensor("int64", BigInt64Array.of(16_000n), []) as Tensor,
];

const cases: readonly [ModelId, readonly Tensor[]][] = [
	["efficientnet-lite0", [noise("float32", [1, 3, 224, 224])]],
	["efficientnet-lite0-int8", [noise("float32", [1, 3, 224, 224])]],
	["pp-ocr-v4-det", [noise("float32", [1, 3, 96, 128])]],
	["minilm-int8", [ids([101, 4157, 5572, 102]), ids([1, 1, 1, 1]), ids([0, 0, 0, 0])]],
	["blazeface-front", [noise("float32", [1, 128, 128, 3])]],
	["pp-ocr-v4-rec", [noise("float32", [1, 3, 48, 160])]],
	["pp-ocr-v4-cls", [noise("float32", [2, 3, 48, 192])]],
	["silero-vad", voice],
	["silero-vad-ifless", [voice[0] as Tensor, voice[2] as Tensor, voice[1] as Tensor]],
	["magika", [noise("int32", [1, 2048], 256)]],
];

for (const [id, feeds] of cases) {
	const missing = existsSync(modelPath(id)) ? "" : "(not fetched)";
	test.skipIf(missing)(`${id} gives what ONNX Runtime gives ${missing}`, async () => {
		const bytes = new Uint8Array(readFileSync(modelPath(id)));
		const tf = await tensorFlow("wasm");
		const before = tf.memory().numTensors;
		const program = await planOnnx(tf, readOnnx(bytes));
		const names = program.inputs.map(({ name }) => name);
		const expected = await runOnnxruntime(bytes, names, feeds);
		const actual = await runProgram(program, feeds);
		for (const [i, tensor] of expected.entries()) {
			expect(actual[i]?.shape).toEqual(tensor.shape);
			expect(difference(actual[i] as Tensor, tensor)).toBeLessThan(1e-4);
		}
		const planned = tf.memory().numTensors;
		await runProgram(program, feeds);
		expect(tf.memory().numTensors).toBe(planned);
		program.dispose();
		expect(tf.memory().numTensors).toBe(before);
	});
}
