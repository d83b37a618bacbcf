import { expect, test } from "vitest";
import { attribute } from "../attribute.ts";
import { buildGraph, buildModel } from "../build-model.ts";
import { ort } from "../testing/onnxruntime.ts";
import { writeOnnx } from "./write-onnx.ts";

test("writes a model that ONNX Runtime opens and runs", async () => {
	const bytes = writeOnnx(
		buildModel({
			inputs: [{ name: "x", dtype: "float32", shape: ["n", 2] }],
			outputs: [{ name: "y", dtype: "float32", shape: ["n", 3] }],
			nodes: [
				{ operator: "Gemm", inputs: ["x", "w", "b"], outputs: ["g"], attributes: { alpha: attribute.float(2) } },
				{ operator: "Relu", inputs: ["g"], outputs: ["y"] },
			],
			weights: {
				w: { dtype: "float32", data: Float32Array.of(1, 2, 3, -4, -5, 6), shape: [2, 3] },
				b: { dtype: "float32", data: Float32Array.of(0.5, 0.5, 0.5), shape: [3] },
			},
			opset: 17,
		}),
	);
	const session = await ort.InferenceSession.create(bytes);
	const { y } = await session.run({ x: new ort.Tensor("float32", Float32Array.of(1, 1), [1, 2]) });
	expect(Array.from(y?.data as Float32Array)).toEqual([0, 0, 18.5]);
	await session.release();
});

test("writes subgraphs, strings, long weights and 64-bit integers that ONNX Runtime reads", async () => {
	const long = Float32Array.from({ length: 5000 }, (_, i) => i);
	const branch = (name: string, operator: string) =>
		buildGraph({
			name,
			inputs: [],
			outputs: [{ name: `${name}_out`, dtype: "float32" }],
			nodes: [{ operator, inputs: ["x", "long"], outputs: [`${name}_out`] }],
		});
	const bytes = writeOnnx(
		buildModel({
			inputs: [
				{ name: "x", dtype: "float32", shape: [5000] },
				{ name: "flag", dtype: "bool", shape: [] },
			],
			outputs: [
				{ name: "y", dtype: "float32", shape: [5000] },
				{ name: "shape", dtype: "int64", shape: [2] },
				{ name: "words", dtype: "string", shape: [2] },
			],
			nodes: [
				{
					operator: "If",
					inputs: ["flag"],
					outputs: ["y"],
					attributes: {
						then_branch: attribute.graph(branch("then", "Add")),
						else_branch: attribute.graph(branch("else", "Sub")),
					},
				},
				{ operator: "Identity", inputs: ["big"], outputs: ["shape"] },
				{ operator: "Identity", inputs: ["text"], outputs: ["words"] },
			],
			weights: {
				long: { dtype: "float32", data: long, shape: [5000] },
				big: { dtype: "int64", data: BigInt64Array.of(-1n, 2n ** 62n), shape: [2] },
				text: { dtype: "string", data: ["grün", ""], shape: [2] },
			},
			opset: 17,
			properties: { author: "nobody" },
		}),
	);
	const session = await ort.InferenceSession.create(bytes);
	const feeds = { x: new ort.Tensor("float32", long, [5000]), flag: new ort.Tensor("bool", [true], []) };
	const { y, shape, words } = await session.run(feeds);
	expect(Array.from(y?.data as Float32Array).slice(0, 3)).toEqual([0, 2, 4]);
	expect(Array.from(shape?.data as BigInt64Array)).toEqual([-1n, 2n ** 62n]);
	expect(words?.data).toEqual(["grün", ""]);
	await session.release();
});
