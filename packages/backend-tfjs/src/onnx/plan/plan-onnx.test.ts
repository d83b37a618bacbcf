import { type DType, Tensor, type TensorData } from "@polyinfer/core";
import { attribute, buildGraph, buildModel, type Model, type ModelSpec } from "@polyinfer/model";
import { expect, test } from "vitest";
import { planOnnx } from "../index.ts";
import { expectModelLikeOnnxruntime } from "../testing/compare-model.ts";
import { noise, runProgram } from "../testing/run-program.ts";
import { tensorFlow } from "../testing/tensorflow.ts";

const tf = await tensorFlow("cpu");

const int64 = (numbers: readonly (number | bigint)[], shape: readonly number[] = [numbers.length]): Tensor =>
	new Tensor("int64", BigInt64Array.from(numbers, BigInt), shape) as Tensor;

/** A model of opset 17 from `x` to `y`. */
function model(dtypes: readonly [DType, DType], nodes: ModelSpec["nodes"], weights: ModelSpec["weights"] = {}): Model {
	const [x, y] = dtypes;
	return buildModel({
		opset: 17,
		inputs: [{ name: "x", dtype: x }],
		outputs: [{ name: "y", dtype: y }],
		nodes,
		weights,
	});
}

async function run(planned: Model, feeds: readonly (Tensor | undefined)[]): Promise<Tensor[]> {
	const program = await planOnnx(tf, planned);
	try {
		return await runProgram(program, feeds);
	} finally {
		program.dispose();
	}
}

test("names every operator that is not mapped, each once, before anything runs", async () => {
	const nodes = [
		{ operator: "Zauber", domain: "com.example", inputs: ["x"], outputs: ["a"], name: "first" },
		{ operator: "Zauber", domain: "com.example", inputs: ["a"], outputs: ["b"], name: "second" },
		{ operator: "Unheard", inputs: ["b"], outputs: ["y"], name: "third" },
	];
	await expect(planOnnx(tf, model(["float32", "float32"], nodes))).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: "Not mapped to TensorFlow.js: com.example:Zauber (node `first`), Unheard (node `third`).",
	});
});

test("does not mind operators that nothing depends on", async () => {
	const nodes = [
		{ operator: "Unheard", inputs: ["x"], outputs: ["unused"] },
		{ operator: "Abs", inputs: ["x"], outputs: ["y"] },
	];
	const x = new Tensor("float32", Float32Array.of(-1, 2), [2]) as Tensor;
	const [y] = await run(model(["float32", "float32"], nodes), [x]);
	expect(y?.data).toEqual(Float32Array.of(1, 2));
});

test("refuses element types that the kernels do not have", async () => {
	const nodes = [
		{ operator: "Neg", inputs: ["x"], outputs: ["a"] },
		{ operator: "Sigmoid", inputs: ["a"], outputs: ["y"], name: "gate" },
	];
	await expect(planOnnx(tf, model(["float64", "float64"], nodes))).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: "Not mapped to TensorFlow.js: Sigmoid of float64 (node `gate`).",
	});
});

test("refuses operator sets from before version 7", async () => {
	const old = buildModel({
		opset: 6,
		inputs: [{ name: "x", dtype: "float32" }],
		outputs: [{ name: "y", dtype: "float32" }],
		nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
	});
	await expect(planOnnx(tf, old)).rejects.toMatchObject({ code: "UNSUPPORTED" });
});

test("computes with 64-bit integers exactly", async () => {
	const nodes = [
		{ operator: "Mul", inputs: ["x", "c"], outputs: ["a"] },
		{ operator: "Add", inputs: ["a", "c"], outputs: ["y"] },
	];
	const c = int64([2n ** 40n + 1n]);
	const [y] = await run(model(["int64", "int64"], nodes, { c }), [int64([3, -(2n ** 62n)])]);
	const expected = [3n, -(2n ** 62n)].map((x) => BigInt.asIntN(64, x * (2n ** 40n + 1n) + 2n ** 40n + 1n));
	expect(y?.data).toEqual(BigInt64Array.from(expected));
});

test("moves integers of any size, and refuses those that the device cannot hold", async () => {
	const nodes = [{ operator: "Cast", inputs: ["x"], outputs: ["y"], attributes: { to: attribute.int(1) } }];
	const [y] = await run(model(["int64", "float32"], nodes), [int64([2n ** 40n])]);
	expect(y?.data).toEqual(Float32Array.of(2 ** 40));
	const chosen = [
		{ operator: "Exp", inputs: ["w"], outputs: ["e"] },
		{ operator: "Sub", inputs: ["e", "scale"], outputs: ["d"] },
		{ operator: "IsNaN", inputs: ["d"], outputs: ["c"] },
		{ operator: "Where", inputs: ["c", "x", "x"], outputs: ["y"] },
	];
	const spec = buildModel({
		opset: 17,
		inputs: [
			{ name: "x", dtype: "int64" },
			{ name: "scale", dtype: "float32" },
		],
		outputs: [{ name: "y", dtype: "int64" }],
		nodes: chosen,
		weights: { w: noise("float32", [3000]) },
	});
	const scale = noise("float32", [1]);
	const [same] = await run(spec, [int64([-(2n ** 31n)]), scale]);
	expect(same?.data).toEqual(new BigInt64Array(3000).fill(-(2n ** 31n)));
	await expect(run(spec, [int64([2n ** 31n]), scale])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("computes what depends on constants alone once, ahead", async () => {
	const nodes = [
		{ operator: "Shape", inputs: ["w"], outputs: ["s"] },
		{ operator: "ConstantOfShape", inputs: ["s"], outputs: ["z"] },
		{ operator: "Exp", inputs: ["z"], outputs: ["ones"] },
		{ operator: "Add", inputs: ["x", "ones"], outputs: ["y"] },
	];
	const program = await planOnnx(tf, model(["float32", "float32"], nodes, { w: noise("float32", [60, 70]) }));
	const { kernelNames } = await tf.profile(() => program.execute([noise("float32", [60, 70])], [false]) as never);
	expect(kernelNames).toEqual(["Add"]);
	program.dispose();
});

test("takes the default of an input that is left out, and what is given instead", async () => {
	const spec = buildModel({
		opset: 17,
		inputs: [
			{ name: "x", dtype: "float32", shape: [1] },
			{ name: "w", dtype: "float32", shape: [1] },
		],
		outputs: [{ name: "y", dtype: "float32", shape: [1] }],
		nodes: [{ operator: "Add", inputs: ["x", "w"], outputs: ["y"] }],
		weights: { w: new Tensor("float32", Float32Array.of(5), [1]) },
	});
	const one = new Tensor("float32", Float32Array.of(1), [1]) as Tensor;
	expect((await run(spec, [one, undefined]))[0]?.data).toEqual(Float32Array.of(6));
	expect((await run(spec, [one, one]))[0]?.data).toEqual(Float32Array.of(2));
});

test("hands out inputs, weights and one value twice as tensors of their own", async () => {
	const spec = buildModel({
		opset: 17,
		inputs: [{ name: "x", dtype: "float32" }],
		outputs: ["a", "b", "c", "w"].map((name) => ({ name, dtype: "float32" })),
		nodes: [
			{ operator: "Identity", inputs: ["x"], outputs: ["a"] },
			{ operator: "Relu", inputs: ["x"], outputs: ["b"] },
			{ operator: "Identity", inputs: ["b"], outputs: ["c"] },
		],
		weights: { w: noise("float32", [4]) },
	});
	const x = noise("float32", [4]);
	const program = await planOnnx(tf, spec);
	for (let i = 0; i < 2; i++) {
		const outputs = await runProgram(program, [x]);
		for (const { data } of outputs) {
			expect(data).toEqual(x.data);
			(data as Float32Array).fill(-1);
		}
	}
	program.dispose();
});

test("puts a function in the place of its call, with names and attributes of the call", async () => {
	const body = buildGraph({
		inputs: [],
		outputs: [],
		nodes: [
			{ operator: "LeakyRelu", inputs: ["x"], outputs: ["t"] },
			{ operator: "Add", inputs: ["t", "x"], outputs: ["z"] },
		],
	});
	const [leaky, add] = body.nodes;
	const spec = model(
		["float32", "float32"],
		[
			{ operator: "Twice", domain: "own", inputs: ["x"], outputs: ["t"], attributes: { slope: attribute.float(0.5) } },
			{ operator: "Twice", domain: "own", inputs: ["t"], outputs: ["y"] },
		],
	);
	const twice = {
		name: "Twice",
		domain: "own",
		inputs: ["x"],
		outputs: ["z"],
		attributes: [],
		attributeDefaults: new Map([["slope", attribute.float(0.25)]]),
		opsets: new Map([["", 17]]),
		nodes: [{ ...leaky, attributes: new Map([["alpha", { kind: "reference", name: "slope", type: 1 }]]) }, add],
	};
	const full = { ...spec, opsets: new Map([...spec.opsets, ["own", 1]]), functions: [twice] } as unknown as Model;
	await expectModelLikeOnnxruntime(full, [new Tensor("float32", Float32Array.of(-8, 3), [2]) as Tensor]);
});

test("frees everything where an operator fails in the middle", async () => {
	const nodes = [
		{ operator: "Exp", inputs: ["w"], outputs: ["a"] },
		{ operator: "MatMul", inputs: ["x", "x"], outputs: ["b"] },
		{ operator: "Add", inputs: ["a", "b"], outputs: ["y"], name: "sum" },
	];
	const program = await planOnnx(tf, model(["float32", "float32"], nodes, { w: noise("float32", [60, 70]) }));
	await runProgram(program, [noise("float32", [70, 70])]).catch(() => {});
	const before = tf.memory().numTensors;
	expect(() => program.execute([noise("float32", [50, 50])], [true])).toThrow(
		/Add node `sum`: Shapes \[60,70\] and \[50,50\]/,
	);
	expect(tf.memory().numTensors).toBe(before);
	program.dispose();
});

const bombs: readonly [title: string, nodes: ModelSpec["nodes"]][] = [
	["ConstantOfShape", [{ operator: "ConstantOfShape", inputs: ["x"], outputs: ["y"] }]],
	["Expand", [{ operator: "Expand", inputs: ["one", "x"], outputs: ["y"] }]],
	["Tile", [{ operator: "Tile", inputs: ["plane", "x"], outputs: ["y"] }]],
	[
		"Range",
		[
			{ operator: "Gather", inputs: ["x", "first"], outputs: ["limit"] },
			{ operator: "Cast", inputs: ["limit"], outputs: ["float"], attributes: { to: attribute.int(1) } },
			{ operator: "Range", inputs: ["zero", "float", "step"], outputs: ["y"] },
		],
	],
	["Pad", [{ operator: "Pad", inputs: ["line", "x"], outputs: ["y"] }]],
	[
		"a broadcast",
		[
			{ operator: "Expand", inputs: ["one", "tall"], outputs: ["a"] },
			{ operator: "Expand", inputs: ["one", "broad"], outputs: ["b"] },
			{ operator: "Add", inputs: ["a", "b"], outputs: ["y"] },
		],
	],
];

for (const [title, nodes] of bombs)
	test(`refuses a tensor that no memory holds, by ${title}`, async () => {
		const scalar = (x: number) => new Tensor("float32", Float32Array.of(x), []);
		const spec = model(["int64", "float32"], nodes, {
			one: noise("float32", [1, 1]),
			plane: noise("float32", [1, 1]),
			line: noise("float32", [3]),
			zero: scalar(0),
			step: scalar(1),
			first: int64([0], []),
			tall: int64([40_000, 1]),
			broad: int64([1, 40_000]),
		});
		await expect(run(spec, [int64([2 ** 33, 2 ** 20])])).rejects.toMatchObject({ code: "OUT_OF_MEMORY" });
	});

test("refuses a graph that makes a value twice or uses one that nothing makes", async () => {
	const twice = [
		{ operator: "Abs", inputs: ["x"], outputs: ["y"] },
		{ operator: "Neg", inputs: ["x"], outputs: ["y"] },
	];
	await expect(planOnnx(tf, model(["float32", "float32"], twice))).rejects.toMatchObject({ code: "INVALID_MODEL" });
	const nowhere = [{ operator: "Abs", inputs: ["z"], outputs: ["y"] }];
	await expect(planOnnx(tf, model(["float32", "float32"], nowhere))).rejects.toMatchObject({ code: "INVALID_MODEL" });
});

test("gives every element type back as it came", async () => {
	const samples: Partial<Record<DType, TensorData>> = {
		float16: Uint16Array.of(0x3c00, 0xc000),
		float64: Float64Array.of(0.1, -1e300),
		uint8: Uint8Array.of(255, 0),
		int8: Int8Array.of(-128, 127),
		uint64: BigUint64Array.of(2n ** 64n - 1n, 0n),
		bool: Uint8Array.of(1, 0),
		string: ["a", ""],
	};
	for (const [dtype, data] of Object.entries(samples) as [DType, TensorData][]) {
		const nodes = [{ operator: "Reshape", inputs: ["x", "shape"], outputs: ["y"] }];
		const planned = model([dtype, dtype], nodes, { shape: int64([2, 1]) });
		const [y] = await run(planned, [new Tensor(dtype, data, [2]) as Tensor]);
		expect(y).toMatchObject({ dtype, shape: [2, 1] });
		expect(y?.data).toEqual(data);
	}
});
