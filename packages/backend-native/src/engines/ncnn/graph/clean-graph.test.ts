import type { DType } from "@polyinfer/core";
import { attribute, buildGraph, buildModel, type ModelSpec, type NodeSpec } from "@polyinfer/model";
import { expect, test } from "vitest";
import { cleanGraph } from "./clean-graph.ts";

const value = (name: string, dtype: DType = "float32", shape: readonly number[] = [1, 2]) => ({ name, dtype, shape });
const node = (
	operator: string,
	inputs: string[],
	output: string,
	attributes: NodeSpec["attributes"] = {},
): NodeSpec => ({
	operator,
	inputs,
	outputs: [output],
	attributes,
});
const cast = (from: string, to: string, number: number): NodeSpec =>
	node("Cast", [from], to, { to: attribute.int(number) });

function clean(spec: Omit<ModelSpec, "opset">) {
	const { model, inputs, outputs } = cleanGraph(buildModel({ ...spec, opset: 13 }));
	const { graph } = model;
	return {
		inputs,
		outputs,
		lines: graph.nodes.map((one) => `${one.outputs} = ${one.operator}(${one.inputs})`),
		types: graph.inputs.map(({ type }) => (type.kind === "tensor" ? type.elementType : type.kind)),
	};
}

const refusal = (reason: string) =>
	expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringContaining(reason) });

test("gives plain names to all values, and keeps the order", () => {
	const cleaned = clean({
		inputs: [value("a b"), value("c:0")],
		outputs: [value("second/out"), value("first out")],
		nodes: [node("Add", ["a b", "c:0"], "first out"), node("Relu", ["first out"], "second/out")],
	});
	expect(cleaned.lines).toEqual(["y1 = Add(x0,x1)", "y0 = Relu(y1)"]);
	expect(cleaned.inputs).toEqual([0, 1]);
	expect(cleaned.outputs).toEqual([
		{ kind: "computed", index: 0, isWhole: false },
		{ kind: "computed", index: 1, isWhole: false },
	]);
});

test("leaves out inputs that nothing reads and those with a default", () => {
	const cleaned = clean({
		inputs: [value("idle"), value("x"), value("bias")],
		outputs: [value("y")],
		nodes: [node("Add", ["x", "bias"], "y")],
		weights: { bias: { dtype: "float32", data: Float32Array.of(1, 2), shape: [1, 2] } },
	});
	expect(cleaned.inputs).toEqual([undefined, 0]);
	expect(cleaned.lines).toEqual(["y0 = Add(x0,v2)"]);
});

test("an output that is an input needs no net, in whatever element type", () => {
	for (const dtype of ["float32", "int64", "bool", "float16"] as const)
		expect(
			clean({ inputs: [value("x", dtype)], outputs: [value("y", dtype)], nodes: [node("Identity", ["x"], "y")] }),
		).toEqual({ inputs: [undefined], outputs: [{ kind: "input", index: 0, isCast: false }], lines: [], types: [] });
});

test("two outputs of one value are one output of the net", () => {
	const cleaned = clean({
		inputs: [value("x")],
		outputs: [value("y"), value("same")],
		nodes: [node("Relu", ["x"], "y"), node("Identity", ["y"], "same")],
	});
	expect(cleaned.lines).toEqual(["y0 = Relu(x0)"]);
	expect(cleaned.outputs.map(({ index }) => index)).toEqual([0, 0]);
});

test("leaves casts of inputs to float32 to the session", () => {
	for (const dtype of ["uint8", "int64", "bool", "float16"] as const)
		expect(
			clean({
				inputs: [value("x", dtype)],
				outputs: [value("y")],
				nodes: [cast("x", "f", 1), node("Relu", ["f"], "y")],
			}),
		).toMatchObject({ lines: ["y0 = Relu(x0)"], types: [1] });
});

test("writes a cast to integers that ends the graph as arithmetic towards zero", () => {
	const cleaned = clean({ inputs: [value("x")], outputs: [value("y", "int32")], nodes: [cast("x", "y", 6)] });
	expect(cleaned.lines.map((line) => line.replace(/^\S+ = (\w+).*/, "$1"))).toEqual([
		"Relu",
		"Floor",
		"Neg",
		"Relu",
		"Floor",
		"Sub",
	]);
	expect(cleaned.outputs).toEqual([{ kind: "computed", index: 0, isWhole: false }]);
});

test("integers are added in one exact step and in no more", () => {
	const inputs = [value("a", "int32"), value("b", "int32")];
	const sum = node("Add", ["a", "b"], "sum");
	expect(clean({ inputs, outputs: [value("sum", "int32")], nodes: [sum] })).toMatchObject({
		types: [1, 1],
		outputs: [{ isWhole: true }],
	});
	expect(() =>
		clean({ inputs, outputs: [value("y", "int32")], nodes: [sum, node("Add", ["sum", "a"], "y")] }),
	).toThrowError(refusal("Add takes input `a` of another element type"));
});

test("indices stay whole numbers, but not beside arithmetic", () => {
	const weights = { table: { dtype: "float32" as const, data: new Float32Array(8), shape: [4, 2] } };
	const look = node("Gather", ["table", "ids"], "rows");
	const inputs = [value("ids", "int64")];
	expect(clean({ inputs, outputs: [value("rows")], nodes: [look], weights }).types).toEqual([7]);
	const numbers = [cast("ids", "f", 1), node("Relu", ["f"], "y")];
	expect(() =>
		clean({ inputs, outputs: [value("rows"), value("y")], nodes: [look, ...numbers], weights }),
	).toThrowError(refusal("of another element type"));
});

test.each([
	["integers in arithmetic", "Mod takes input `x`", [value("x", "int64")], [node("Mod", ["x", "x"], "y")], "int64"],
	["float64", "Relu takes input `x`", [value("x", "float64")], [node("Relu", ["x"], "y")], "float64"],
	["outputs of integers", "output `y`", [value("x")], [node("ArgMax", ["x"], "y")], "int64"],
	["truth at the end", "output `y`", [value("x")], [node("Greater", ["x", "x"], "y")], "bool"],
	["strings", "of strings", [value("x", "string")], [node("Identity", ["x"], "y")], "string"],
] as const)("refuses %s", (_, reason, inputs, nodes, dtype) => {
	expect(() => clean({ inputs: [...inputs], outputs: [value("y", dtype)], nodes: [...nodes] })).toThrowError(
		refusal(reason),
	);
});

test("refuses control flow by its name", () => {
	const body = attribute.graph(buildGraph({ inputs: [], outputs: [value("z")], nodes: [] }));
	expect(() =>
		clean({
			inputs: [value("x", "bool", [])],
			outputs: [value("y")],
			nodes: [node("If", ["x"], "y", { then_branch: body, else_branch: body })],
		}),
	).toThrowError(refusal("ncnn cannot run control flow: If."));
});
