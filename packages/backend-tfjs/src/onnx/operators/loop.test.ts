import { Tensor } from "@polyinfer/core";
import { attribute, buildGraph, buildModel, writeOnnx } from "@polyinfer/model";
import { expect, test } from "vitest";
import { planOnnx } from "../index.ts";
import { runOnnxruntime } from "../testing/onnxruntime.ts";
import { difference, noise, runProgram } from "../testing/run-program.ts";
import { tensorFlow } from "../testing/tensorflow.ts";

/** The tensor is large, so that it stays on the device; the body gives it as its state and for collecting. */
const size = 5000;

test("a loop collects what its turns give, also where that is its state", async () => {
	const body = buildGraph({
		inputs: [
			{ name: "turn", dtype: "int64", shape: [] },
			{ name: "goes", dtype: "bool", shape: [] },
			{ name: "state", dtype: "float32", shape: [size] },
		],
		outputs: [
			{ name: "on", dtype: "bool", shape: [] },
			{ name: "next", dtype: "float32", shape: [size] },
			{ name: "next", dtype: "float32", shape: [size] },
		],
		nodes: [
			{ operator: "Identity", inputs: ["goes"], outputs: ["on"] },
			{ operator: "Add", inputs: ["state", "x"], outputs: ["next"] },
		],
	});
	const model = buildModel({
		opset: 16,
		inputs: [{ name: "x", dtype: "float32", shape: [size] }],
		outputs: [
			{ name: "last", dtype: "float32", shape: [size] },
			{ name: "all", dtype: "float32", shape: [3, size] },
		],
		nodes: [
			{
				operator: "Loop",
				inputs: ["count", "yes", "x"],
				outputs: ["last", "all"],
				attributes: { body: attribute.graph(body) },
			},
		],
		weights: {
			count: new Tensor("int64", BigInt64Array.of(3n), []) as Tensor,
			yes: new Tensor("bool", Uint8Array.of(1), []) as Tensor,
		},
	});
	const feeds = [noise("float32", [size])];
	const expected = await runOnnxruntime(writeOnnx(model), ["x"], feeds);
	const tf = await tensorFlow("wasm");
	const before = tf.memory().numTensors;
	const program = await planOnnx(tf, model);
	const actual = await runProgram(program, feeds);
	program.dispose();
	expect(tf.memory().numTensors).toBe(before);
	for (const [i, tensor] of expected.entries()) {
		expect(actual[i]?.shape).toEqual(tensor.shape);
		expect(difference(actual[i] as Tensor, tensor)).toBeLessThan(1e-6);
	}
});

test("stops a loop without end when it is told to", async () => {
	const tf = await tensorFlow("wasm");
	const body = buildGraph({
		inputs: [
			{ name: "turn", dtype: "int64", shape: [] },
			{ name: "goes", dtype: "bool", shape: [] },
			{ name: "state", dtype: "float32", shape: [64, 64] },
		],
		outputs: [
			{ name: "still", dtype: "bool", shape: [] },
			{ name: "next", dtype: "float32", shape: [64, 64] },
		],
		nodes: [
			{ operator: "Identity", inputs: ["goes"], outputs: ["still"] },
			{ operator: "Sigmoid", inputs: ["state"], outputs: ["next"] },
		],
	});
	const endless = buildModel({
		opset: 17,
		inputs: [{ name: "x", dtype: "float32", shape: [64, 64] }],
		outputs: [{ name: "y", dtype: "float32", shape: [64, 64] }],
		nodes: [{ operator: "Loop", inputs: ["", "", "x"], outputs: ["y"], attributes: { body: attribute.graph(body) } }],
	});
	const program = await planOnnx(tf, endless);
	expect(program.isAsync).toBe(true);
	const before = tf.memory().numTensors;
	const abort = new AbortController();
	const tensors: number[] = [];
	const watch = setInterval(() => {
		tensors.push(tf.memory().numTensors);
		if (tensors.length === 3) abort.abort();
	}, 60);
	await expect(runProgram(program, [noise("float32", [64, 64])], abort.signal)).rejects.toMatchObject({
		code: "ABORTED",
	});
	clearInterval(watch);
	expect(Math.max(...tensors)).toBeLessThan(before + 10);
	expect(tf.memory().numTensors).toBe(before);
	program.dispose();
});
