import { expect, test } from "vitest";
import { attribute } from "../attribute.ts";
import { buildGraph, buildModel, type ModelSpec } from "../build-model.ts";
import { readOnnx } from "../onnx/read-onnx.ts";
import { writeOnnx } from "../onnx/write-onnx.ts";
import { float32, outputsOf } from "../testing/float16-runs.ts";
import { roundFloat16 } from "./round-float16.ts";
import { toFloat16 } from "./to-float16.ts";

const scalar = (number: number) => ({ dtype: "float32", data: Float32Array.of(number), shape: [] }) as const;
const base = {
	opset: 17,
	inputs: [{ name: "x", dtype: "float32" }],
	outputs: [{ name: "y", dtype: "float32" }],
	weights: { large: scalar(300), small: scalar(1 / 512) },
} as const satisfies Partial<ModelSpec>;

test("shows what overflows and what is rounded where an engine computes in float32", async () => {
	const model = buildModel({
		...base,
		nodes: [
			{ operator: "Add", inputs: ["x", "large"], outputs: ["a"] },
			{ operator: "MatMul", inputs: ["a", "a"], outputs: ["m"] },
			{ operator: "Mul", inputs: ["m", "small"], outputs: ["y"] },
		],
	});
	const rounded = roundFloat16(toFloat16(model).model);
	readOnnx(writeOnnx(rounded));
	const run = async (x: number) => (await outputsOf(rounded, { x: float32([x], [1, 1]) })).y;
	expect(await run(0)).toEqual([Number.POSITIVE_INFINITY]);
	expect(await run(-300 + 2049)).toEqual([Number.POSITIVE_INFINITY]);
	// 200.1 becomes 200.125, its square 40050.02 becomes 40064, a 512th of that 78.25.
	expect(await run(-99.9)).toEqual([78.25]);
});

test("rounds in branches too", async () => {
	const branch = (name: string, weight: string) =>
		attribute.graph(
			buildGraph({
				name,
				inputs: [],
				outputs: [{ name: `${name}_out`, dtype: "float32" }],
				nodes: [{ operator: "Mul", inputs: ["a", weight], outputs: [`${name}_out`] }],
			}),
		);
	const model = buildModel({
		...base,
		nodes: [
			{ operator: "Neg", inputs: ["x"], outputs: ["a"] },
			{ operator: "ReduceMax", inputs: ["a"], outputs: ["top"], attributes: { keepdims: attribute.int(0) } },
			{ operator: "Greater", inputs: ["top", "large"], outputs: ["flag"] },
			{
				operator: "If",
				inputs: ["flag"],
				outputs: ["chosen"],
				attributes: { then_branch: branch("then", "large"), else_branch: branch("else", "small") },
			},
			{ operator: "Mul", inputs: ["chosen", "small"], outputs: ["y"] },
		],
	});
	const rounded = roundFloat16(toFloat16(model).model);
	expect((await outputsOf(rounded, { x: float32([-400], [1]) })).y).toEqual([Number.POSITIVE_INFINITY]);
	expect((await outputsOf(rounded, { x: float32([-256], [1]) })).y).toEqual([2 ** -10]);
});

test("changes nothing of a model without float16", () => {
	const model = buildModel({ ...base, nodes: [{ operator: "Mul", inputs: ["x", "large"], outputs: ["y"] }] });
	expect(roundFloat16(model)).toEqual(model);
});
