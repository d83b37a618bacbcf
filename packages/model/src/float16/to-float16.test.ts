import { InferenceError } from "@polyinfer/core";
import { expect, test } from "vitest";
import { attribute } from "../attribute.ts";
import { buildGraph, buildModel, type ModelSpec, type NodeSpec } from "../build-model.ts";
import type { Model } from "../graph.ts";
import { expectSameOutputs, float32, nodesOf, rewritten } from "../testing/float16-runs.ts";
import { weightTensor } from "../weight.ts";
import { toFloat16, toFloat16Async } from "./to-float16.ts";

const x = { name: "x", dtype: "float32", shape: [1, 4] } as const;
const y = { name: "y", dtype: "float32", shape: [1, 4] } as const;
const feeds = { x: float32([1, -2, 3.5, 0.1], [1, 4]) };
const w = { dtype: "float32", data: Float32Array.of(0.5, 0.25, -1, 3), shape: [4] } as const;

function model(nodes: readonly NodeSpec[], more: Partial<ModelSpec> = {}): Model {
	return buildModel({ inputs: [x], outputs: [y], nodes, weights: { w }, opset: 17, ...more });
}

const mul: NodeSpec = { operator: "Mul", inputs: ["x", "w"], outputs: ["m"] };
const relu: NodeSpec = { operator: "Relu", inputs: ["m"], outputs: ["y"] };

function elementTypeOf({ graph }: Model, name: string): number | undefined {
	return graph.weights.get(name)?.elementType;
}

test("computes in float16 between float32 inputs and outputs", async () => {
	const result = await expectSameOutputs(model([mul, relu]), feeds);
	expect(nodesOf(result.model.graph)).toEqual([
		"Cast(x) > x_float16",
		"Mul(x_float16,w) > m",
		"Relu(m) > y_float16",
		"Cast(y_float16) > y",
	]);
	expect(elementTypeOf(result.model, "w")).toBe(10);
	expect(result).toMatchObject({ convertedNodes: 2, kept: [], casts: { added: 2, removed: 0 } });
	expect(result.weights).toEqual({ converted: 1, clamped: 0, raised: 0, subnormal: 0 });
});

test("inputs and outputs become float16 where that is asked for", () => {
	const { graph } = rewritten(model([mul, relu]), { keepInputs: false, keepOutputs: false }).model;
	expect(nodesOf(graph)).toEqual(["Mul(x,w) > m", "Relu(m) > y"]);
	expect([...graph.inputs, ...graph.outputs].map(({ type }) => type)).toEqual([
		{ kind: "tensor", elementType: 10, shape: [1, 4] },
		{ kind: "tensor", elementType: 10, shape: [1, 4] },
	]);
});

test("an output that is made in float32 is cast where it shall be float16", () => {
	const nodes = [{ operator: "Pow", inputs: ["x", "w"], outputs: ["y"] }];
	const { graph } = rewritten(model(nodes), { keepOutputs: false }).model;
	expect(nodesOf(graph)).toEqual(["Pow(x,w) > y_float32", "Cast(y_float32) > y"]);
});

test("an output that is used inside too is cast behind its float16 form", async () => {
	const nodes = [mul, { ...relu, outputs: ["r"] }, { operator: "Neg", inputs: ["m"], outputs: ["y"] }];
	const outputs = [y, { name: "m", dtype: "float32" }, { name: "r", dtype: "float32" }] as const;
	const result = await expectSameOutputs(model(nodes, { outputs }), feeds);
	expect(nodesOf(result.model.graph)).toContain("Relu(m_float16) > r_float16");
});

test("an input or a weight that is an output too keeps its type", async () => {
	const outputs = [y, x, { name: "w", dtype: "float32", shape: [4] }] as const;
	for (const options of [{}, { keepInputs: true, keepOutputs: false }]) {
		const { model: made } = await expectSameOutputs(model([mul, relu], { outputs }), feeds, { ...options });
		expect(made.graph.outputs.slice(1).map(({ type }) => type)).toMatchObject([{ elementType: 1 }, { elementType: 1 }]);
	}
});

test("a weight of float16 and float32 nodes is there in both", async () => {
	const nodes = [mul, { operator: "Pow", inputs: ["m", "w"], outputs: ["p"] }, { ...relu, inputs: ["p"] }];
	const result = await expectSameOutputs(model(nodes), { x: float32([1, 2, 3, 4], [1, 4]) });
	expect(elementTypeOf(result.model, "w")).toBe(1);
	expect(elementTypeOf(result.model, "w_float16")).toBe(10);
	expect(nodesOf(result.model.graph)[1]).toBe("Mul(x_float16,w_float16) > m");
});

test("constants in nodes are converted in each of their forms", async () => {
	const constants: NodeSpec[] = [
		{ operator: "Constant", inputs: [], outputs: ["c"], attributes: { value_floats: attribute.floats([1, 2, 3, 4]) } },
		{ operator: "Constant", inputs: [], outputs: ["d"], attributes: { value_float: attribute.float(0.5) } },
		{ operator: "Mul", inputs: ["x", "c"], outputs: ["m"] },
		{ operator: "Add", inputs: ["m", "d"], outputs: ["n"] },
		{ operator: "ReduceSum", inputs: ["n"], outputs: ["s"] },
		{ operator: "Pow", inputs: ["s", "d"], outputs: ["y"] },
	];
	const outputs = [{ name: "y", dtype: "float32" }] as const;
	const result = await expectSameOutputs(model(constants, { outputs }), feeds);
	expect(nodesOf(result.model.graph).filter((node) => node.startsWith("Constant"))).toEqual([
		"Constant() > c",
		"Constant() > d",
		"Constant() > d_float16",
	]);
});

test("names that are taken are not taken again", () => {
	const nodes = [
		{ ...mul, outputs: ["x_float16"], name: "y_cast" },
		{ ...relu, inputs: ["x_float16"] },
	];
	expect(nodesOf(rewritten(model(nodes)).model.graph).slice(0, 2)).toEqual([
		"Cast(x) > x_float16_2",
		"Mul(x_float16_2,w) > x_float16",
	]);
});

test("casts of the model that are not needed any more are left out", async () => {
	const to = (type: number) => ({ to: attribute.int(type) });
	const nodes: NodeSpec[] = [
		mul,
		{ operator: "Cast", inputs: ["m"], outputs: ["h"], attributes: to(10) },
		{ operator: "Neg", inputs: ["h"], outputs: ["n"] },
		{ operator: "Cast", inputs: ["n"], outputs: ["f"], attributes: to(1) },
		{ operator: "Cast", inputs: ["f"], outputs: ["g"], attributes: to(1) },
		{ operator: "Add", inputs: ["g", "w"], outputs: ["y"] },
	];
	const result = await expectSameOutputs(model(nodes), feeds);
	expect(nodesOf(result.model.graph)).toEqual([
		"Cast(x) > x_float16",
		"Mul(x_float16,w) > m",
		"Neg(m) > n",
		"Add(n,w) > y_float16",
		"Cast(y_float16) > y",
	]);
	expect(result.casts).toEqual({ added: 2, removed: 3 });
});

test("types between nodes are kept up to date", () => {
	const made = model([mul, { ...relu, outputs: ["r"] }, { operator: "Pow", inputs: ["r", "w"], outputs: ["p"] }]);
	const value = (name: string) => [name, { name, type: { kind: "tensor", elementType: 1, shape: [1, 4] } }] as const;
	const graph = { ...made.graph, values: new Map([value("m"), value("r")]), outputs: [{ ...value("p")[1] }] };
	const { values } = rewritten({ ...made, graph }).model.graph;
	expect([...values.values()].map(({ name, type }) => [name, type])).toEqual([
		["m", { kind: "tensor", elementType: 10, shape: [1, 4] }],
		["r", { kind: "tensor", elementType: 10, shape: [1, 4] }],
	]);
});

test("branches hand float16 out; loops carry float32 and compute in float16", async () => {
	const branch = (name: string, operator: string) =>
		attribute.graph(
			buildGraph({
				name,
				inputs: [],
				outputs: [{ name: `${name}_out`, dtype: "float32" }],
				nodes: [{ operator, inputs: ["m", "w"], outputs: [`${name}_out`] }],
			}),
		);
	const body = buildGraph({
		inputs: [
			{ name: "i", dtype: "int64", shape: [] },
			{ name: "go", dtype: "bool", shape: [] },
			{ name: "carried", dtype: "float32" },
		],
		outputs: [
			{ name: "go_on", dtype: "bool", shape: [] },
			{ name: "sum", dtype: "float32" },
			{ name: "part", dtype: "float32" },
		],
		nodes: [
			{ operator: "Identity", inputs: ["go"], outputs: ["go_on"] },
			{ operator: "Mul", inputs: ["chosen", "inner"], outputs: ["part"] },
			{ operator: "Add", inputs: ["carried", "part"], outputs: ["sum"] },
		],
		weights: { inner: w },
	});
	const nodes: NodeSpec[] = [
		mul,
		{
			operator: "If",
			inputs: ["flag"],
			outputs: ["chosen"],
			attributes: { then_branch: branch("then", "Add"), else_branch: branch("else", "Pow") },
		},
		{ operator: "Loop", inputs: ["n", "", "x"], outputs: ["y", "parts"], attributes: { body: attribute.graph(body) } },
	];
	const made = model(nodes, {
		inputs: [x, { name: "flag", dtype: "bool", shape: [] }],
		outputs: [y, { name: "parts", dtype: "float32" }],
		weights: { w, n: { dtype: "int64", data: BigInt64Array.of(5n), shape: [] } },
	});
	const { ort } = await import("../testing/onnxruntime.ts");
	for (const flag of [0, 1]) {
		const all = { x: float32([1, 2, 3.5, 0.1], [1, 4]), flag: new ort.Tensor("bool", Uint8Array.of(flag), []) };
		const result = await expectSameOutputs(made, all);
		expect(result.kept).toEqual([
			{ operator: "Pow", reason: "asked", count: 1 },
			{ operator: "Loop", reason: "operator", count: 1 },
		]);
		const loop = result.model.graph.nodes.find(({ operator }) => operator === "Loop")?.attributes.get("body");
		expect(loop?.kind === "graph" && nodesOf(loop.value)).toEqual([
			"Cast(carried) > carried_float16",
			"Identity(go) > go_on",
			"Mul(chosen,inner) > part",
			"Cast(part) > part_float32",
			"Add(carried_float16,part) > sum",
			"Cast(sum) > sum_float32",
		]);
	}
});

test("an input with a default keeps both, or becomes float16 with it", async () => {
	const inputs = [x, { name: "w", dtype: "float32", shape: [4] }] as const;
	const made = model([mul, relu], { inputs });
	const kept = await expectSameOutputs(made, feeds);
	expect(nodesOf(kept.model.graph).slice(0, 2)).toEqual(["Cast(x) > x_float16", "Cast(w) > w_float16"]);
	const { graph } = rewritten(made, { keepInputs: false, keepOutputs: false }).model;
	expect(graph.inputs.map(({ type }) => type)).toMatchObject([{ elementType: 10 }, { elementType: 10 }]);
	expect(graph.weights.get("w")?.elementType).toBe(10);
});

test("before IR version 4 a new weight is listed among the inputs", async () => {
	const inputs = [x, { name: "w", dtype: "float32", shape: [4] }] as const;
	const nodes = [mul, { operator: "Pow", inputs: ["m", "w"], outputs: ["y"] }];
	const positive = { x: float32([1, 2, 3, 4], [1, 4]) };
	const both = await expectSameOutputs(
		model(nodes, { inputs, irVersion: 3, opset: 8, weights: { w: { ...w, data: Float32Array.of(1, 2, 3, 1) } } }),
		positive,
	);
	expect(both.model.graph.inputs.map(({ name }) => name)).toEqual(["x", "w", "w_float16"]);
	const one = await expectSameOutputs(model([mul, relu], { inputs, irVersion: 3, opset: 8 }), feeds);
	expect(one.model.graph.inputs.map(({ type }) => type)).toMatchObject([{ elementType: 1 }, { elementType: 10 }]);
});

test("weights in other files are cast as the model runs, or come in where their bytes are given", () => {
	const made = model([mul, relu]);
	const external = { location: "weights.bin", offset: 16, length: 16 };
	const weight = { name: "w", elementType: 1, shape: [4], data: { kind: "external", external } } as const;
	const outside = { ...made, graph: { ...made.graph, weights: new Map([["w", weight]]) } };
	const kept = rewritten(outside).model.graph;
	expect(kept.weights.get("w")).toEqual(weight);
	expect(nodesOf(kept)).toContain("Cast(w) > w_float16");
	const asked: unknown[] = [];
	const bytes = new Uint8Array(w.data.buffer);
	const { model: inside } = toFloat16(outside, {
		externalBytes: (where) => {
			asked.push(where);
			return bytes;
		},
	});
	expect(asked).toEqual([external]);
	const half = inside.graph.weights.get("w");
	expect(half && weightTensor(half).toNumbers()).toEqual([0.5, 0.25, -1, 3]);
	expect(() => toFloat16(outside, { externalBytes: () => bytes.subarray(4) })).toThrow(
		"Expected 16 bytes of weights.bin for weight `w` but received 12.",
	);
});

test("losses of weights are counted", async () => {
	const lossy = { dtype: "float32", data: Float32Array.of(1, 1e-12, 1e-6, 2), shape: [4] } as const;
	const { weights } = await expectSameOutputs(model([mul, relu], { weights: { w: lossy } }), feeds);
	expect(weights).toEqual({ converted: 1, clamped: 0, raised: 1, subnormal: 2 });
});

test("operator sets that are not known are UNSUPPORTED", () => {
	for (const opset of [6, 99]) {
		const act = () => toFloat16(model([mul, relu], { opset }));
		expect(act).toThrow(InferenceError);
		expect(act).toThrow(`Expected a model of ONNX's operator set 7 to 28 but received ${opset}.`);
	}
});

test("rewriting in turns gives the same model and can be aborted", async () => {
	const made = model([mul, relu]);
	expect(await toFloat16Async(made)).toEqual(toFloat16(made));
	const large = { dtype: "float32", data: new Float32Array(4e6).fill(0.5), shape: [1_000_000, 4] } as const;
	const abort = new AbortController();
	const started = toFloat16Async(model([mul, relu], { weights: { w: large } }), { signal: abort.signal });
	abort.abort();
	await expect(started).rejects.toMatchObject({ code: "ABORTED" });
});
