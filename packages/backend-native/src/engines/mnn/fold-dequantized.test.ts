import { Tensor } from "@polyinfer/core";
import { attribute, buildModel, type NodeSpec, weightTensor } from "@polyinfer/model";
import { expect, test } from "vitest";
import { foldDequantized } from "./fold-dequantized.ts";

const int8 = new Tensor("int8", Int8Array.of(-128, -1, 0, 1, 2, 127), [2, 3]);
const scales = new Tensor("float32", Float32Array.of(0.5, 2), [2]);
const zeros = new Tensor("int8", Int8Array.of(1, -1), [2]);

function modelOf(node: Partial<NodeSpec>, weights: Record<string, Tensor>) {
	const inputs = [{ name: "x", dtype: "float32" as const, shape: [2, 3] }];
	const outputs = [{ name: "y", dtype: "float32" as const, shape: [2, 3] }];
	const dequantize = { operator: "DequantizeLinear", inputs: Object.keys(weights), outputs: ["w"], ...node };
	const add = { operator: "Add", inputs: ["x", "w"], outputs: ["y"] };
	return buildModel({ opset: 13, inputs, outputs, nodes: [dequantize, add], weights });
}

function folded(model: ReturnType<typeof modelOf>): unknown {
	const { graph } = foldDequantized(model);
	const weight = graph.weights.get("w");
	return [
		graph.nodes.map(({ operator }) => operator),
		[...graph.weights.keys()],
		weight && [...weightTensor(weight).data],
	];
}

test("folds one scale for each index of an axis, with zero points and without", () => {
	const axis = { attributes: { axis: attribute.int(0) } };
	expect(folded(modelOf(axis, { q: int8, s: scales }))).toEqual([["Add"], ["w"], [-64, -0.5, 0, 2, 4, 254]]);
	expect(folded(modelOf(axis, { q: int8, s: scales, z: zeros }))).toEqual([
		["Add"],
		["w"],
		[-64.5, -1, -0.5, 4, 6, 256],
	]);
	const thirds = new Tensor("float32", Float32Array.of(1, 10, 100), [3]);
	const last = { attributes: { axis: attribute.int(-1) } };
	expect(folded(modelOf(last, { q: int8, s: thirds }))).toEqual([["Add"], ["w"], [-128, -10, 0, 1, 20, 12700]]);
	expect(folded(modelOf({}, { q: int8, s: thirds }))).toEqual([["Add"], ["w"], [-128, -10, 0, 1, 20, 12700]]);
});

test("folds one scale for all, and bytes without a sign", () => {
	const scale = new Tensor("float32", Float32Array.of(0.25), []);
	const bytes = new Tensor("uint8", Uint8Array.of(0, 128, 255), [3]);
	const zero = new Tensor("uint8", Uint8Array.of(128), []);
	expect(folded(modelOf({}, { q: bytes, s: scale, z: zero }))).toEqual([["Add"], ["w"], [-32, 0, 31.75]]);
});

test("leaves what it does not know as it is", () => {
	const wide = new Tensor("int32", Int32Array.of(1, 2), [2]);
	const halves = new Tensor("float16", Uint16Array.of(1, 2), [2]);
	for (const model of [
		modelOf({ inputs: ["x", "s"] }, { s: scales }),
		modelOf({}, { q: wide, s: scales }),
		modelOf({}, { q: int8, s: halves }),
		modelOf({ domain: "com.microsoft" }, { q: int8, s: scales }),
		modelOf({ attributes: { block_size: attribute.int(2) } }, { q: int8, s: scales }),
		modelOf({ attributes: { axis: attribute.int(1) } }, { q: int8, s: scales }),
	])
		expect(foldDequantized(model)).toBe(model);
});
