import { type Attribute, attribute, buildModel, type NodeSpec } from "@polyinfer/model";
import { expect, test } from "vitest";
import { planOnnx } from "../index.ts";
import { expectModelLikeOnnxruntime } from "../testing/compare-model.ts";
import { noise } from "../testing/run-program.ts";
import { tensorFlow } from "../testing/tensorflow.ts";

const weights = {
	w: noise("float32", [4, 3, 3, 3]),
	g: noise("float32", [4, 1, 3, 3]),
	v: noise("float32", [4]),
	matrix: noise("float32", [6, 4]),
	channels: noise("float32", [4, 1, 1]),
	rows: noise("float32", [6, 1]),
	one: noise("float32", [1]),
	half: noise("float32", []),
	zeros: noise("float32", [1, 2, 6, 6], 0),
};

/** A chain: each operator takes what the one before gives as its input `at`, and constants. */
type Link = [operator: string, constants?: string[], attributes?: Record<string, Attribute>, at?: number];

function chain(links: readonly Link[], shape: readonly number[], opset = 13) {
	const nodes = links.map(([operator, constants = [], attributes = {}, at = 0], i): NodeSpec => {
		const inputs = [...constants];
		inputs.splice(at, 0, i === 0 ? "x" : `t${i - 1}`);
		return { operator, inputs, outputs: [i === links.length - 1 ? "y" : `t${i}`], attributes };
	});
	return buildModel({
		opset,
		inputs: [{ name: "x", dtype: "float32", shape }],
		outputs: [{ name: "y", dtype: "float32" }],
		nodes,
		weights,
	});
}

const normalize: Link = ["BatchNormalization", ["v", "v", "v", "v"]];
const six = { min: attribute.float(0), max: attribute.float(6) };
const picture = [1, 3, 6, 6];

const cases: readonly [title: string, links: readonly Link[], shape: readonly number[], opset?: number][] = [
	["a normalized convolution", [["Conv", ["w"]], normalize, ["Relu"]], picture],
	["a normalized convolution with a bias", [["Conv", ["w", "v"]], normalize, ["LeakyRelu"]], picture],
	[
		"four operations by channel",
		[
			["Conv", ["w"]],
			["Mul", ["channels"]],
			["Add", ["channels"]],
			["Div", ["channels"]],
			["Sub", ["channels"]],
		],
		picture,
	],
	[
		"constants in front",
		[
			["Conv", ["w"]],
			["Mul", ["half"], {}, 1],
			["Add", ["channels"], {}, 1],
		],
		picture,
	],
	[
		"what is subtracted from",
		[
			["Conv", ["w"]],
			["Sub", ["channels"], {}, 1],
			["Div", ["one"], {}, 1],
		],
		picture,
	],
	[
		"constants along another axis",
		[
			["Conv", ["w"]],
			["Add", ["v"]],
		],
		[1, 3, 4, 6],
	],
	[
		"constants by row",
		[
			["Conv", ["w"]],
			["Mul", ["rows"]],
		],
		[1, 3, 8, 8],
	],
	[
		"a clip to six",
		[
			["Conv", ["w"]],
			["Clip", [], six],
		],
		picture,
		9,
	],
	["a depthwise convolution", [["Conv", ["g"], { group: attribute.int(4) }], normalize, ["Relu"]], [1, 4, 6, 6]],
	["a product with a vector added", [["MatMul", ["matrix"]], ["Add", ["v"]], ["Relu"]], [2, 5, 6]],
	[
		"numbers one after the other",
		[
			["Mul", ["half"]],
			["Div", ["one"]],
			["Mul", ["half"], {}, 1],
		],
		[3, 4],
	],
	[
		"numbers of a scalar",
		[
			["Mul", ["half"]],
			["Div", ["one"]],
		],
		[],
	],
	[
		"a number divided",
		[
			["Div", ["half"], {}, 1],
			["Mul", ["half"]],
		],
		[3, 4],
	],
	[
		"zeros joined",
		[
			["Concat", ["zeros"], { axis: attribute.int(1) }],
			["Concat", ["zeros"], { axis: attribute.int(-3) }, 1],
		],
		picture,
	],
];

for (const [title, links, shape, opset] of cases)
	test(`gives the same with and without one kernel for ${title}`, async () => {
		await expectModelLikeOnnxruntime(chain(links, shape, opset), [noise("float32", shape)]);
	});

test("carries out a normalized convolution with its activation as one kernel", async () => {
	const tf = await tensorFlow("wasm");
	const program = await planOnnx(tf, chain([["Conv", ["w"]], normalize, ["Relu"]], picture));
	const { kernelNames } = await tf.profile(() => program.execute([noise("float32", picture)], [false]) as never);
	expect(kernelNames.filter((name) => /Conv|Norm|Relu|Mul|Add/.test(name) && !name.endsWith("__op"))).toEqual([
		"FusedConv2D",
	]);
	program.dispose();
});

test("keeps a value that is also an output", async () => {
	const model = buildModel({
		opset: 13,
		inputs: [{ name: "x", dtype: "float32", shape: picture }],
		outputs: [
			{ name: "raw", dtype: "float32" },
			{ name: "y", dtype: "float32" },
		],
		nodes: [
			{ operator: "Conv", inputs: ["x", "w"], outputs: ["raw"] },
			{ operator: "Relu", inputs: ["raw"], outputs: ["y"] },
		],
		weights,
	});
	await expectModelLikeOnnxruntime(model, [noise("float32", picture)]);
});
