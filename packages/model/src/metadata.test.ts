import { expect, test } from "vitest";
import { buildModel } from "./build-model.ts";
import { metadataOf } from "./metadata.ts";
import { smallModel } from "./testing/small-model.ts";

test("names inputs, outputs, opsets, operators with subgraphs, and weights", () => {
	expect(metadataOf(smallModel())).toEqual({
		inputs: [
			{ name: "x", dtype: "float32", shape: [null, 2], dimNames: ["batch", null] },
			{ name: "flag", dtype: "bool", shape: [], dimNames: [] },
		],
		outputs: [
			{ name: "y", dtype: "float32", shape: [null, 2], dimNames: ["batch", null] },
			{ name: "words", dtype: "string", shape: [2], dimNames: [null] },
		],
		opsets: { "": 17, "com.example": 1 },
		operators: { Add: 1, Constant: 1, If: 1, Reshape: 1, Softmax: 1, Sub: 1, "com.example:Odd": 1 },
		parameters: { count: 6, bytes: 8 + 5 + 16 },
		producer: "polyinfer",
		description: "small",
		irVersion: 8,
		properties: { author: "nobody" },
	});
});

test("a weight that is also an input is none before IR version 4, and an optional one from then on", () => {
	const build = (irVersion: number) =>
		buildModel({
			inputs: [
				{ name: "x", dtype: "float32" },
				{ name: "w", dtype: "float32", shape: [1] },
			],
			outputs: [],
			nodes: [],
			weights: { w: { dtype: "float32", data: Float32Array.of(1), shape: [1] } },
			opset: 8,
			irVersion,
		});
	expect(metadataOf(build(3)).inputs).toEqual([{ name: "x", dtype: "float32", shape: null }]);
	expect(metadataOf(build(4)).inputs).toEqual([
		{ name: "x", dtype: "float32", shape: null },
		{ name: "w", dtype: "float32", shape: [1], dimNames: [null], optional: true },
	]);
});

test("an input of an optional type is optional, one of another kind is left out", () => {
	const model = buildModel({ inputs: [], outputs: [], nodes: [], opset: 17 });
	const tensor = { kind: "tensor", elementType: 7, shape: [1] } as const;
	const inputs = [
		{ name: "maybe", type: { kind: "optional", element: tensor } },
		{ name: "many", type: { kind: "sequence", element: tensor } },
		{ name: "small", type: { kind: "tensor", elementType: 17, shape: [1] } },
	] as const;
	expect(metadataOf({ ...model, graph: { ...model.graph, inputs } }).inputs).toEqual([
		{ name: "maybe", dtype: "int64", shape: [1], dimNames: [null], optional: true },
	]);
});

test("names from the file are data, never members of an object's prototype", () => {
	const model = { ...smallModel(), properties: new Map([["__proto__", "x"]]) };
	const { properties } = metadataOf(model);
	expect(Object.keys(properties)).toEqual(["__proto__"]);
	expect(Object.getPrototypeOf(properties)).toBe(Object.prototype);
});
