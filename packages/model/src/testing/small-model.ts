import { attribute } from "../attribute.ts";
import { buildGraph, buildModel } from "../build-model.ts";
import type { Model } from "../graph.ts";
import { weightOf } from "../weight.ts";

/** A model of a few hundred bytes with one of everything: a subgraph, every common kind of attribute, several dtypes. */
export function smallModel(): Model {
	const branch = (name: string, operator: string) =>
		buildGraph({
			name,
			inputs: [],
			outputs: [{ name: `${name}_out`, dtype: "float32" }],
			nodes: [{ operator, inputs: ["x", "w"], outputs: [`${name}_out`] }],
		});
	const constant = weightOf("", { dtype: "int64", data: BigInt64Array.of(-1n, 2n), shape: [2] });
	return buildModel({
		inputs: [
			{ name: "x", dtype: "float32", shape: ["batch", 2] },
			{ name: "flag", dtype: "bool", shape: [] },
		],
		outputs: [
			{ name: "y", dtype: "float32", shape: ["batch", 2] },
			{ name: "words", dtype: "string", shape: [2] },
		],
		nodes: [
			{
				operator: "If",
				name: "choose",
				inputs: ["flag"],
				outputs: ["chosen"],
				attributes: {
					then_branch: attribute.graph(branch("then", "Add")),
					else_branch: attribute.graph(branch("else", "Sub")),
				},
			},
			{ operator: "Constant", inputs: [], outputs: ["shape"], attributes: { value: attribute.tensor(constant) } },
			{
				operator: "Reshape",
				inputs: ["chosen", "shape"],
				outputs: ["flat"],
				attributes: { allowzero: attribute.int(0) },
			},
			{ operator: "Softmax", inputs: ["flat"], outputs: ["y"], attributes: { axis: attribute.int(-1) } },
			{
				operator: "Odd",
				domain: "com.example",
				inputs: ["text", "", "y"],
				outputs: ["words"],
				attributes: {
					alpha: attribute.float(0.5),
					mode: attribute.string("grün"),
					scales: attribute.floats([1, 2.5]),
					pads: attribute.ints([1, -1, 2 ** 40]),
					names: attribute.strings(["a", ""]),
				},
			},
		],
		weights: {
			w: { dtype: "float32", data: Float32Array.of(1, 2), shape: [2] },
			text: { dtype: "string", data: ["grün", ""], shape: [2] },
		},
		opset: { "": 17, "com.example": 1 },
		description: "small",
		properties: { author: "nobody" },
	});
}
