import { Tensor } from "@polyinfer/core";
import { attribute, buildGraph, buildModel, type Node, type NodeSpec, readOnnx, writeOnnx } from "@polyinfer/model";
import { expect, test } from "vitest";
import { writeDefaults } from "./write-defaults.ts";

function modelOf(...nodes: NodeSpec[]) {
	return buildModel({
		inputs: [],
		outputs: [{ name: "y", dtype: "float32", shape: [2] }],
		nodes,
		weights: { shape: new Tensor("int64", BigInt64Array.of(2n), [1]) },
		opset: 17,
	});
}

const bare: NodeSpec = { operator: "ConstantOfShape", inputs: ["shape"], outputs: ["y"] };

function valueIn(node: Node | undefined) {
	const value = node?.attributes.get("value");
	return value?.kind === "tensor" ? [value.value.elementType, value.value.shape, value.value.data] : value;
}

const ZERO = [1, [1], { kind: "bytes", bytes: new Uint8Array(4) }];

test("a ConstantOfShape without its value gets one zero of float32, which outlives writing and reading", () => {
	const changed = writeDefaults(modelOf(bare));
	expect(valueIn(changed.graph.nodes[0])).toEqual(ZERO);
	expect(valueIn(readOnnx(writeOnnx(changed)).graph.nodes[0])).toEqual(ZERO);
});

test("leaves a model as it is where nothing is missing", () => {
	const ones = new Tensor("int64", BigInt64Array.of(1n), [1]);
	const value = attribute.tensor({
		name: "",
		elementType: 7,
		shape: [1],
		data: { kind: "bytes", bytes: new Uint8Array(ones.data.buffer) },
	});
	const model = modelOf({ ...bare, attributes: { value } }, { ...bare, domain: "com.example" });
	expect(writeDefaults(model)).toBe(model);
});

test("reaches into subgraphs and functions, and changes nothing that was given", () => {
	const body = buildGraph({ inputs: [], outputs: [], nodes: [bare] });
	const branch: NodeSpec = {
		operator: "If",
		inputs: ["shape"],
		outputs: ["y"],
		attributes: { then_branch: attribute.graph(body), else_branch: attribute.graph(body) },
	};
	const plain = modelOf(branch);
	const [node] = modelOf(bare).graph.nodes;
	const own = {
		name: "f",
		domain: "own",
		inputs: [],
		outputs: [],
		attributes: [],
		attributeDefaults: new Map(),
		opsets: new Map(),
	};
	const model = { ...plain, functions: [{ ...own, nodes: [node as Node] }] };
	const changed = writeDefaults(model);
	const inside = changed.graph.nodes[0]?.attributes.get("else_branch");
	expect(inside?.kind === "graph" && valueIn(inside.value.nodes[0])).toEqual(ZERO);
	expect(valueIn(changed.functions[0]?.nodes[0])).toEqual(ZERO);
	expect(body.nodes[0]?.attributes.size).toBe(0);
	expect(node?.attributes.size).toBe(0);
});
