import { attribute, buildModel, type NodeSpec } from "@polyinfer/model";
import { expect, test } from "vitest";
import { planOnnx } from "./index.ts";
import { expectModelLikeOnnxruntime } from "./testing/compare-model.ts";
import { noise } from "./testing/run-program.ts";
import { tensorFlow } from "./testing/tensorflow.ts";

const shape = [2, 3, 10, 12];
const conv = (x: string, y: string): NodeSpec => ({
	operator: "Conv",
	inputs: [x, "w"],
	outputs: [y],
	attributes: { pads: attribute.ints([1, 1, 1, 1]) },
});

/** What may come between two convolutions, from `a` to `b`. */
const between: readonly [title: string, nodes: readonly NodeSpec[]][] = [
	["an activation", [{ operator: "Sigmoid", inputs: ["a"], outputs: ["b"] }]],
	["a sum with the input", [{ operator: "Add", inputs: ["a", "x"], outputs: ["b"] }]],
	["a product by channel", [{ operator: "Mul", inputs: ["channels", "a"], outputs: ["b"] }]],
	["a sum by column", [{ operator: "Add", inputs: ["a", "columns"], outputs: ["b"] }]],
	[
		"a softmax over channels",
		[{ operator: "Softmax", inputs: ["a"], outputs: ["b"], attributes: { axis: attribute.int(1) } }],
	],
	[
		"a mean of each channel",
		[
			{ operator: "ReduceMean", inputs: ["a"], outputs: ["m"], attributes: { axes: attribute.ints([2, 3]) } },
			{ operator: "Sub", inputs: ["a", "m"], outputs: ["b"] },
		],
	],
	[
		"channels shuffled",
		[
			{ operator: "Reshape", inputs: ["a", "five"], outputs: ["r"] },
			{ operator: "Transpose", inputs: ["r"], outputs: ["t"], attributes: { perm: attribute.ints([0, 2, 1, 3, 4]) } },
			{ operator: "Reshape", inputs: ["t", "four"], outputs: ["b"] },
		],
	],
	[
		"the other order and back",
		[
			{ operator: "Transpose", inputs: ["a"], outputs: ["t"], attributes: { perm: attribute.ints([0, 2, 3, 1]) } },
			{ operator: "Relu", inputs: ["t"], outputs: ["u"] },
			{ operator: "Transpose", inputs: ["u"], outputs: ["b"], attributes: { perm: attribute.ints([0, 3, 1, 2]) } },
		],
	],
	[
		"channels split and joined",
		[
			{ operator: "Split", inputs: ["a", "parts"], outputs: ["p", "q"], attributes: { axis: attribute.int(1) } },
			{ operator: "Concat", inputs: ["q", "p"], outputs: ["b"], attributes: { axis: attribute.int(1) } },
		],
	],
	["a slice", [{ operator: "Slice", inputs: ["a", "starts", "ends", "axes", "steps"], outputs: ["b"] }]],
];

function model(nodes: readonly NodeSpec[]) {
	const numbers = (...values: number[]) => ({
		dtype: "int64" as const,
		data: BigInt64Array.from(values, BigInt),
		shape: [values.length],
	});
	return buildModel({
		opset: 13,
		inputs: [{ name: "x", dtype: "float32", shape }],
		outputs: [{ name: "y", dtype: "float32" }],
		nodes: [conv("x", "a"), ...nodes, conv("b", "y")],
		weights: {
			w: noise("float32", [3, 3, 3, 3]),
			channels: noise("float32", [3, 1, 1]),
			columns: noise("float32", [12]),
			five: numbers(2, 3, 1, 10, 12),
			four: numbers(2, 3, 10, 12),
			parts: numbers(1, 2),
			starts: numbers(8, -1),
			ends: numbers(1, -12),
			axes: numbers(2, 3),
			steps: numbers(-2, -3),
		},
	});
}

for (const [title, nodes] of between)
	test(`two convolutions with ${title} between them`, async () => {
		await expectModelLikeOnnxruntime(model(nodes), [noise("float32", shape)]);
	});

test("transposes only at the borders of convolutions", async () => {
	const tf = await tensorFlow("wasm");
	const nodes = between.slice(0, 4).flatMap(([, each]) => each);
	const names = ["a", "s", "t", "u", "b"];
	const chained = nodes.map((node, i) => ({
		...node,
		inputs: node.inputs.map((name) => (name === "a" ? (names[i] as string) : name)),
		outputs: [names[i + 1] as string],
	}));
	const program = await planOnnx(tf, model(chained));
	const feed = noise("float32", shape);
	await Promise.all([program.execute([feed], [false])]);
	const { kernelNames } = await tf.profile(() => program.execute([feed], [false]) as never);
	expect(kernelNames.filter((name) => name === "Transpose")).toHaveLength(1);
	program.dispose();
});
