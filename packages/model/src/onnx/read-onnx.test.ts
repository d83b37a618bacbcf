import { expect, test } from "vitest";
import { attribute } from "../attribute.ts";
import { buildModel } from "../build-model.ts";
import type { Graph, Model, Node } from "../graph.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { modelBytes, problemOf } from "../testing/broken-model.ts";
import { smallModel } from "../testing/small-model.ts";
import { readOnnx, readOnnxAsync } from "./read-onnx.ts";
import { GRAPH, MODEL } from "./schema.ts";
import { writeOnnx } from "./write-onnx.ts";

const node = (operator: string, inputs: string[], outputs: string[], attributes = {}) => ({
	operator,
	inputs,
	outputs,
	attributes,
});
const x = { name: "x", dtype: "float32", shape: [2] } as const;
const y = { name: "y", dtype: "float32", shape: [2] } as const;
const problemOfNodes = (...nodes: ReturnType<typeof node>[]) =>
	problemOf(writeOnnx(buildModel({ inputs: [x], outputs: [y], nodes, opset: 17 })));

test("reads back what was written", () => {
	const model = smallModel();
	expect(readOnnx(writeOnnx(model))).toEqual(model);
});

test("reads the same in turns", async () => {
	const bytes = writeOnnx(smallModel());
	expect(await readOnnxAsync(bytes)).toEqual(readOnnx(bytes));
});

test("reads bytes at an offset and in shared memory", () => {
	const bytes = writeOnnx(smallModel());
	const shifted = new Uint8Array(bytes.length + 3).subarray(3);
	shifted.set(bytes);
	const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
	shared.set(bytes);
	expect(readOnnx(shifted)).toEqual(readOnnx(bytes));
	expect(readOnnx(shared)).toEqual(readOnnx(bytes));
});

test("files of the first IR versions need no opset, and attributes no type", () => {
	const axis = new WireWriter().string(1, "axis").int(3, 1);
	const softmax = new WireWriter().string(1, "x").string(2, "y").string(4, "Softmax").message(5, axis);
	const graph = new WireWriter().message(GRAPH.nodes, softmax).message(GRAPH.inputs, new WireWriter().string(1, "x"));
	const model = readOnnx(new WireWriter().int(MODEL.irVersion, 1).message(MODEL.graph, graph).finish());
	expect(model.opsets).toEqual(new Map([["", 1]]));
	expect(model.graph.nodes[0]?.attributes.get("axis")).toEqual({ kind: "int", value: 1n });
});

test("ai.onnx is ONNX's own domain", () => {
	const model = readOnnx(writeOnnx(buildModel({ inputs: [], outputs: [], nodes: [], opset: { "ai.onnx": 17 } })));
	expect(model.opsets).toEqual(new Map([["", 17]]));
});

test("an error names the byte and the field", () => {
	const bytes = modelBytes(new WireWriter().message(GRAPH.nodes, new WireWriter().float(4, 1)));
	expect(problemOf(bytes)).toBe(
		"Broken ONNX model at byte 6, graph.node[0].op_type: expected a length but received 4 bytes.",
	);
});

test("a truncated file is called so", () => {
	const bytes = writeOnnx(smallModel());
	expect(problemOf(bytes.subarray(0, 100))).toMatch(/at byte \d+, graph: expected \d+ bytes but only \d+ are left/);
});

test.each([
	["an endless varint", Uint8Array.of(8, ...Array(10).fill(0xff), 1), /varint of at most 64 bits/],
	["field number 0", Uint8Array.of(0, 1), /expected a field number/],
	["a group", Uint8Array.of(8, 8, 0x7b), /received a group/],
	["no IR version", new WireWriter().message(MODEL.graph, new WireWriter()).finish(), /expected an IR version/],
	["no graph", Uint8Array.of(8, 8), /expected a graph/],
	["no opset", new WireWriter().int(1, 8).message(7, new WireWriter()).finish(), /operator-set version/],
	["two graphs", new WireWriter().int(1, 8).message(7, new WireWriter()).message(7, new WireWriter()).finish(), /once/],
	["an IR version over 2^53", new WireWriter().int(1, 2n ** 60n).finish(), /below 2\^53/],
	["a name that is not UTF-8", modelBytes(new WireWriter().bytes(GRAPH.name, Uint8Array.of(0xff))), /UTF-8/],
	["a node without operator", modelBytes(new WireWriter().message(1, new WireWriter())), /node\[0\]\.op_type/],
])("refuses %s", (_, bytes, problem) => {
	expect(problemOf(bytes)).toMatch(problem);
});

test("refuses values that nothing makes, and values made twice", () => {
	expect(problemOfNodes(node("Relu", ["z"], ["y"]))).toMatch(/graph\.node\[0\]\.input\[0\]: .* nothing makes `z`/);
	expect(problemOfNodes(node("Relu", ["x"], ["z"]))).toMatch(/graph\.output\[0\]: .* nothing makes `y`/);
	expect(problemOfNodes(node("Relu", ["x"], ["y"]), node("Relu", ["x"], ["y"]))).toMatch(/`y` to be made once/);
	expect(problemOfNodes(node("Relu", ["x"], ["x"]))).toMatch(/`x` to be made once/);
});

test("refuses nodes out of order and cycles, saying so", () => {
	const unsorted = problemOfNodes(node("Relu", ["a"], ["y"]), node("Relu", ["x"], ["a"]));
	expect(unsorted).toMatch(/topological order but Relu node `` uses `a`, which node\[1\] makes only later/);
	expect(problemOfNodes(node("Add", ["x", "y"], ["y"]))).toMatch(/a cycle/);
});

test("a subgraph uses what was made before it, not what comes after", () => {
	const branch = (input: string): Graph => ({
		...buildModel({
			inputs: [],
			outputs: [{ name: "o", dtype: "float32" }],
			nodes: [node("Relu", [input], ["o"])],
			opset: 1,
		}).graph,
	});
	const build = (input: string) =>
		problemOfNodes(
			node("Relu", ["x"], ["before"]),
			node("If", ["x"], ["y"], { then_branch: attribute.graph(branch(input)) }),
			node("Relu", ["x"], ["after"]),
		);
	expect(build("before")).toBe("no error");
	expect(build("after")).toMatch(/then_branch.*node\[0\]\.input\[0\]: .* which node\[2\] makes only later/);
});

test("refuses functions that call themselves", () => {
	const call = (operator: string): Node => ({
		name: "",
		operator,
		domain: "own",
		inputs: [],
		outputs: [],
		attributes: new Map(),
	});
	const define = (name: string, ...calls: string[]): Model["functions"][number] => ({
		name,
		domain: "own",
		inputs: [],
		outputs: [],
		attributes: [],
		attributeDefaults: new Map(),
		opsets: new Map([["own", 1]]),
		nodes: calls.map(call),
	});
	const model = smallModel();
	expect(problemOf(writeOnnx({ ...model, functions: [define("a", "b"), define("b", "c"), define("c")] }))).toBe(
		"no error",
	);
	expect(problemOf(writeOnnx({ ...model, functions: [define("a", "b"), define("b", "a")] }))).toMatch(/calls itself/);
	expect(problemOf(writeOnnx({ ...model, functions: [define("a"), define("a")] }))).toMatch(/`a` once/);
});

test("refuses more than its bounds", () => {
	const bytes = writeOnnx(smallModel());
	expect(problemOf(bytes, { maxFileBytes: 10 })).toMatch(/at most 10 bytes/);
	expect(problemOf(bytes, { maxNodes: 2 })).toMatch(/at most 2 nodes/);
	expect(problemOf(bytes, { maxAttributes: 1 })).toMatch(/at most 1 attributes/);
	expect(problemOf(bytes, { maxTensors: 1 })).toMatch(/at most 1 tensors/);
	expect(problemOf(bytes, { maxValues: 1 })).toMatch(/at most 1 values/);
	expect(problemOf(bytes, { maxOperators: 1 })).toMatch(/at most 1 operators/);
	expect(problemOf(bytes, { maxOpsets: 1 })).toMatch(/at most 1 opsets/);
	expect(problemOf(bytes, { maxProperties: 0 })).toMatch(/at most 0 properties/);
	expect(problemOf(bytes, { maxNameBytes: 3 })).toMatch(/at most 3 bytes/);
	expect(problemOf(bytes, { maxTextBytes: 3 })).toMatch(/at most 3 bytes/);
	expect(problemOf(bytes, { maxDepth: 4 })).toMatch(/at most 4 messages inside each other/);
	expect(problemOf(bytes, { maxDecodedBytesPerByte: 1, maxDecodedBytesBeside: 0 })).toMatch(/less memory/);
});

test("messages nested without end do not overflow the stack", () => {
	let bytes: Uint8Array = new Uint8Array(0);
	for (let i = 0; i < 20_000 && bytes.length < 1e5; i++)
		bytes = new WireWriter().bytes(4, new WireWriter().bytes(1, bytes).finish()).finish();
	const value = new WireWriter().string(1, "x").bytes(2, bytes);
	const problem = problemOf(modelBytes(new WireWriter().message(GRAPH.inputs, value)));
	expect(problem).toMatch(
		/^Broken ONNX model at byte \d+, graph\.input\[0\]\..* \.\.\. .*: expected at most 100 messages/,
	);
	expect(problem.length).toBeLessThan(320);
});

test("stops on an aborted signal", async () => {
	const values = Array.from({ length: 30_000 }, (_, i) => node("Relu", [i === 0 ? "x" : `v${i}`], [`v${i + 1}`]));
	const bytes = writeOnnx(buildModel({ inputs: [x], outputs: [], nodes: values, opset: 17 }));
	const reason = new Error("enough");
	await expect(readOnnxAsync(bytes, { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
		code: "ABORTED",
		cause: reason,
	});
});
