import { openSession, Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import { tfjs } from "../index.ts";
import { graphModel } from "../testing/graph-model.ts";
import { splitTransposed } from "./split-transposed.ts";

const T = { type: "DT_FLOAT" };
const yes = { b: true };
const texts = (...names: string[]) => ({ list: { s: names.map(btoa) } });

test.each([
	["no activation", [], 135],
	["Relu", ["Relu"], 135],
	["Relu6", ["Relu6"], 6],
	["Elu", ["Elu"], 135],
])("on wasm a transposed product of 128 elements adds its bias once, with %s", async (_, activation, expected) => {
	const model = graphModel(
		[
			{ name: "row", op: "ExpandDims", input: ["x", "zero"], attr: { T } },
			{ name: "seven", op: "Sum", input: ["w", "zero"], attr: { T, keep_dims: yes } },
			{
				name: "y",
				op: "_FusedMatMul",
				input: ["row", "row", "seven"],
				attr: { T, transpose_a: { b: false }, transpose_b: yes, fused_ops: texts("BiasAdd", ...activation) },
			},
		],
		"y:0",
	);
	const session = await openSession(tfjs, model, {}, { device: "wasm", options: { thread: "caller" } });
	const { y } = await session.run({ x: new Tensor("float32", new Float32Array(128).fill(1), [128]) });
	expect(y?.toNumbers()).toEqual([expected]);
	await session.dispose();
});

test("other nodes stay as they are", () => {
	const nodes = [
		{
			name: "a",
			op: "_FusedMatMul",
			input: ["x", "w", "b"],
			attr: { transpose_b: { b: false }, fused_ops: texts("BiasAdd") },
		},
		{ name: "b", op: "MatMul", input: ["x", "w"], attr: { transpose_b: yes } },
		{ name: "c", op: "Const" },
	];
	expect(splitTransposed(nodes)).toEqual(nodes);
});
