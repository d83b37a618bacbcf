import { existsSync, readFileSync } from "node:fs";
import { Tensor } from "@polyinfer/core";
import { readOnnx } from "@polyinfer/model";
import { modelPath } from "@polyinfer/models";
import { expect, test } from "vitest";
import { planOnnx } from "../index.ts";
import { runOnnxruntime } from "../testing/onnxruntime.ts";
import { difference, noise, runProgram } from "../testing/run-program.ts";
import { tensorFlow } from "../testing/tensorflow.ts";

const path = modelPath("silero-vad");
const missing = existsSync(path) ? "" : "(not fetched)";

for (const [rate, samples] of [
	[16_000, 576],
	[8_000, 288],
] as const)
	test.skipIf(missing)(`silero-vad hears at ${rate} Hz what it hears on ONNX Runtime ${missing}`, async () => {
		const bytes = new Uint8Array(readFileSync(path));
		const tf = await tensorFlow("wasm");
		const before = tf.memory().numTensors;
		const program = await planOnnx(tf, readOnnx(bytes));
		let state = noise("float32", [2, 1, 128]);
		for (let chunk = 0; chunk < 3; chunk++) {
			const sound = noise("float32", [1, samples], 0.1 * (chunk + 1));
			const feeds = [sound, state, new Tensor("int64", BigInt64Array.of(BigInt(rate)), [])] as Tensor[];
			const names = program.inputs.map(({ name }) => name);
			const [probability, next] = (await runOnnxruntime(bytes, names, feeds)) as [Tensor, Tensor];
			const [actual, state2] = (await runProgram(program, feeds)) as [Tensor, Tensor];
			expect(difference(actual, probability)).toBeLessThan(1e-4);
			expect(difference(state2, next)).toBeLessThan(1e-4);
			state = state2;
		}
		program.dispose();
		expect(tf.memory().numTensors).toBe(before);
	});
