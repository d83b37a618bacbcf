import { expect, test } from "vitest";
import { attribute } from "../attribute.ts";
import { buildModel, type ModelSpec } from "../build-model.ts";
import { expectSameOutputs, float32, int64, nodesOf, outputsOf, rewritten } from "../testing/float16-runs.ts";

const to = (type: number) => ({ to: attribute.int(type) });
const scalar = (number: number) => ({ dtype: "float32", data: Float32Array.of(number), shape: [] }) as const;
const base = {
	opset: 17,
	inputs: [{ name: "x", dtype: "float32" }],
	outputs: [{ name: "y", dtype: "float32" }],
} as const;
const build = (spec: Partial<ModelSpec> & Pick<ModelSpec, "nodes">) => buildModel({ ...base, ...spec });

test("operators and nodes that the caller names", async () => {
	const model = build({
		nodes: [
			{ operator: "Softmax", inputs: ["x"], outputs: ["s"] },
			{ operator: "Neg", inputs: ["s"], outputs: ["n"], name: "negate" },
			{ operator: "Exp", inputs: ["n"], outputs: ["y"] },
		],
	});
	const feeds = { x: float32([1, 2, 3], [1, 3]) };
	const { kept } = await expectSameOutputs(model, feeds, { keepOperators: ["Softmax"], keepNodes: ["negate"] });
	expect(kept).toEqual([
		{ operator: "Softmax", reason: "asked", count: 1 },
		{ operator: "Neg", reason: "asked", count: 1 },
	]);
});

test("sums and powers by default", async () => {
	const model = build({
		nodes: [
			{ operator: "Pow", inputs: ["x", "two"], outputs: ["p"] },
			{ operator: "ReduceSum", inputs: ["p"], outputs: ["s"] },
			{ operator: "Sqrt", inputs: ["s"], outputs: ["y"] },
		],
		weights: { two: scalar(2) },
	});
	const feeds = { x: float32([100, -200, 150], [3]) };
	const result = await expectSameOutputs(model, feeds);
	expect(nodesOf(result.model.graph).slice(0, 2)).toEqual(["Pow(x,two) > p", "ReduceSum(p) > s"]);
	await expectSameOutputs(model, { x: float32([1, 2, 3], [3]) }, { keepOperators: [] });
});

test("scales of Resize, beside float16 pictures", async () => {
	const model = build({
		nodes: [
			{
				operator: "Resize",
				inputs: ["x", "", "scales"],
				outputs: ["y"],
				attributes: { mode: attribute.string("linear") },
			},
		],
		weights: { scales: { dtype: "float32", data: Float32Array.of(1, 1, 1.7, 1.3), shape: [4] } },
	});
	const picture = float32(
		Array.from({ length: 30 }, (_, i) => i / 3),
		[1, 1, 5, 6],
	);
	const { model: made } = await expectSameOutputs(model, { x: picture });
	expect(made.graph.weights.get("scales")?.elementType).toBe(1);
	expect(nodesOf(made.graph)[1]).toBe("Resize(x_float16,,scales) > y_float16");
});

test("sizes and indexes that are computed in float32", async () => {
	const model = build({
		outputs: [{ name: "y", dtype: "int64" }],
		nodes: [
			{ operator: "Shape", inputs: ["x"], outputs: ["shape"] },
			{ operator: "Cast", inputs: ["shape"], outputs: ["f"], attributes: to(1) },
			{ operator: "Mul", inputs: ["f", "half"], outputs: ["h"] },
			{ operator: "Floor", inputs: ["h"], outputs: ["g"] },
			{ operator: "Cast", inputs: ["g"], outputs: ["y"], attributes: to(7) },
		],
		weights: { half: scalar(0.5) },
	});
	const feeds = { x: float32(new Array(10_007).fill(0), [10_007]) };
	const { model: made, convertedNodes } = rewritten(model);
	expect(await outputsOf(made, feeds)).toEqual({ y: [5003] });
	expect(convertedNodes).toBe(0);
});

test("what is computed from positions alone, until it meets data", async () => {
	const model = build({
		inputs: [base.inputs[0], { name: "positions", dtype: "int64" }],
		nodes: [
			{ operator: "Cast", inputs: ["positions"], outputs: ["p"], attributes: to(1) },
			{ operator: "Mul", inputs: ["p", "frequency"], outputs: ["angle"] },
			{ operator: "Sin", inputs: ["angle"], outputs: ["s"] },
			{ operator: "Mul", inputs: ["x", "s"], outputs: ["y"] },
		],
		weights: { frequency: scalar(0.77) },
	});
	const positions = [1, 2049, 30_001];
	const feeds = { x: float32([1, 2, 3], [3]), positions: int64(positions, [3]) };
	await expectSameOutputs(model, feeds);
});

test("masks of the largest float32, which become the largest float16 and no infinity", async () => {
	const model = build({
		inputs: [base.inputs[0], { name: "mask", dtype: "int64" }],
		nodes: [
			{ operator: "Cast", inputs: ["mask"], outputs: ["m"], attributes: to(1) },
			{ operator: "Sub", inputs: ["one", "m"], outputs: ["inverse"] },
			{ operator: "Mul", inputs: ["inverse", "lowest"], outputs: ["bias"] },
			{ operator: "Add", inputs: ["x", "bias"], outputs: ["masked"] },
			{ operator: "Softmax", inputs: ["masked"], outputs: ["y"] },
		],
		weights: { one: scalar(1), lowest: scalar(-3.4028234663852886e38) },
	});
	const x = float32([1, 2, 3, 1, 2, 3], [2, 3]);
	await expectSameOutputs(model, { x, mask: int64([1, 0, 1, 1, 1, 0], [2, 3]) });
	const { y } = await outputsOf(rewritten(model).model, { x, mask: int64([0, 0, 0, 0, 0, 0], [2, 3]) });
	expect(y?.every(Number.isFinite)).toBe(true);
});

test("a mask of bools is float16 at once", async () => {
	const model = build({
		nodes: [
			{ operator: "Greater", inputs: ["x", "one"], outputs: ["b"] },
			{ operator: "Cast", inputs: ["b"], outputs: ["m"], attributes: to(1) },
			{ operator: "Mul", inputs: ["x", "m"], outputs: ["y"] },
		],
		weights: { one: scalar(1) },
	});
	const { model: made } = await expectSameOutputs(model, { x: float32([0, 1, 2, 3], [4]) });
	const cast = made.graph.nodes.find(({ outputs }) => outputs[0] === "m");
	expect(cast?.attributes.get("to")).toEqual(attribute.int(10));
});

test("a node whose constant has no near float16, but not one that only bounds by it", async () => {
	const norm = (variance: number[]) =>
		build({
			nodes: [
				{ operator: "BatchNormalization", inputs: ["x", "ones", "zeros", "zeros", "variance"], outputs: ["n"] },
				{ operator: "Clip", inputs: ["n", "zero", "huge"], outputs: ["y"] },
			],
			weights: {
				ones: { dtype: "float32", data: Float32Array.of(1, 1), shape: [2] },
				zeros: { dtype: "float32", data: new Float32Array(2), shape: [2] },
				variance: { dtype: "float32", data: Float32Array.from(variance), shape: [2] },
				zero: scalar(0),
				huge: scalar(1e30),
			},
		});
	const feeds = { x: float32([3000, 2, -5, 9000], [1, 2, 2]) };
	const large = await expectSameOutputs(norm([9.79e7, 4]), feeds);
	expect(large.kept).toEqual([{ operator: "BatchNormalization", reason: "range", count: 1 }]);
	expect(large.weights.clamped).toBe(1);
	expect((await expectSameOutputs(norm([9, 4]), feeds)).kept).toEqual([]);
});

test("quantised parts, with their scales, from one quantisation to the next", async () => {
	const tensor = (dtype: "int8" | "float32" | "uint8", numbers: number[], shape: number[]) => {
		const arrays = { int8: Int8Array, float32: Float32Array, uint8: Uint8Array };
		return { dtype, data: arrays[dtype].from(numbers), shape } as never;
	};
	const quantised = (name: string, operator: string, input: string) => ({
		operator,
		inputs: [input, "scale", "zero"],
		outputs: [name],
	});
	const model = build({
		nodes: [
			quantised("q", "QuantizeLinear", "x"),
			quantised("d", "DequantizeLinear", "q"),
			{ operator: "DequantizeLinear", inputs: ["w", "w_scale"], outputs: ["dw"] },
			{ operator: "Conv", inputs: ["d", "dw"], outputs: ["c"] },
			{ operator: "Relu", inputs: ["c"], outputs: ["r"] },
			quantised("q2", "QuantizeLinear", "r"),
			quantised("d2", "DequantizeLinear", "q2"),
			{ operator: "MatMul", inputs: ["x", "dw"], outputs: ["weights_only"] },
			{ operator: "Add", inputs: ["weights_only", "d2"], outputs: ["y"] },
		],
		weights: {
			scale: tensor("float32", [0.0123], []),
			zero: tensor("uint8", [128], []),
			w: tensor("int8", [100], [1, 1, 1]),
			w_scale: tensor("float32", [0.00001], []),
		},
	});
	const { kept, model: made } = await expectSameOutputs(model, { x: float32([0.5], [1, 1, 1]) });
	expect(kept).toEqual([
		{ operator: "QuantizeLinear", reason: "operator", count: 2 },
		{ operator: "DequantizeLinear", reason: "operator", count: 3 },
		{ operator: "Conv", reason: "lineage", count: 1 },
		{ operator: "Relu", reason: "exact", count: 1 },
	]);
	expect(made.graph.weights.get("scale")?.elementType).toBe(1);
	expect(nodesOf(made.graph).filter((node) => node.startsWith("MatMul"))).toEqual([
		"MatMul(x_float16,dw_float16) > weights_only",
	]);
});

test("foreign operators and what comes of them until its type is known", () => {
	const model = build({
		opset: { "": 17, "com.example": 1 },
		nodes: [
			{ operator: "Neg", inputs: ["x"], outputs: ["n"] },
			{ operator: "Odd", domain: "com.example", inputs: ["n"], outputs: ["o"] },
			{ operator: "Abs", inputs: ["o"], outputs: ["a"] },
			{ operator: "Add", inputs: ["a", "x"], outputs: ["y"] },
		],
	});
	const { kept, model: made } = rewritten(model);
	expect(nodesOf(made.graph)).toEqual([
		"Cast(x) > x_float16",
		"Neg(x_float16) > n",
		"Cast(n) > n_float32",
		"Odd(n_float32) > o",
		"Abs(o) > a",
		"Add(a,x) > y",
	]);
	expect(kept).toEqual([
		{ operator: "com.example:Odd", reason: "operator", count: 1 },
		{ operator: "Add", reason: "unknown-type", count: 1 },
	]);
});

test("coordinates of boxes that non-maximum suppression compares", async () => {
	const model = build({
		inputs: [
			{ name: "x", dtype: "float32", shape: [1, 2, 4] },
			{ name: "scores", dtype: "float32", shape: [1, 1, 2] },
		],
		outputs: [{ name: "y", dtype: "int64", shape: [null, 3] }],
		nodes: [
			{ operator: "Relu", inputs: ["x"], outputs: ["boxes"] },
			{ operator: "NonMaxSuppression", inputs: ["boxes", "scores", "count", "overlap"], outputs: ["y"] },
		],
		weights: { count: { dtype: "int64", data: BigInt64Array.of(2n), shape: [1] }, overlap: scalar(0.5) },
	});
	const feeds = { x: float32([0, 0, 1, 1, 0, 0, 2, 2], [1, 2, 4]), scores: float32([0.5, 0.6], [1, 1, 2]) };
	const { model: made } = await expectSameOutputs(model, feeds);
	expect(nodesOf(made.graph).at(-1)).toBe("NonMaxSuppression(boxes_float32,scores,count,overlap) > y");
});
