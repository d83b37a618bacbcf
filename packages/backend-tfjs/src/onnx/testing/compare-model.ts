import type { Tensor } from "@polyinfer/core";
import { type Model, writeOnnx } from "@polyinfer/model";
import { expect } from "vitest";
import { planOnnx } from "../index.ts";
import { runOnnxruntime } from "./onnxruntime.ts";
import { difference, runProgram } from "./run-program.ts";
import { tensorFlow } from "./tensorflow.ts";

/**
 * Expects of a model on TensorFlow.js what ONNX Runtime gives, within `tolerance` of an output's range, twice, and that
 * no tensor is left behind.
 */
export async function expectModelLikeOnnxruntime(
	model: Model,
	feeds: readonly Tensor[],
	tolerance = 1e-5,
	backend: "cpu" | "wasm" = "wasm",
): Promise<void> {
	const names = model.graph.inputs.map(({ name }) => name);
	const expected = await runOnnxruntime(writeOnnx(model), names, feeds);
	const tf = await tensorFlow(backend);
	const before = tf.memory().numTensors;
	const program = await planOnnx(tf, model);
	await runProgram(program, feeds);
	const planned = tf.memory().numTensors;
	const actual = await runProgram(program, feeds);
	expect(tf.memory().numTensors).toBe(planned);
	program.dispose();
	expect(tf.memory().numTensors).toBe(before);
	for (const [i, tensor] of expected.entries()) {
		expect(actual[i]?.dtype).toBe(tensor.dtype);
		expect(actual[i]?.shape).toEqual(tensor.shape);
		expect(difference(actual[i] as Tensor, tensor)).toBeLessThanOrEqual(tolerance);
	}
}
