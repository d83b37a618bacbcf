import { type DType, Tensor } from "@polyinfer/core";
import { type Attribute, attribute } from "@polyinfer/model";
import { test } from "vitest";
import { expectLikeOnnxruntime } from "../testing/compare-node.ts";
import { noise } from "../testing/run-program.ts";

const x = noise("float32", [2, 3, 4]);
const picture = noise("float32", [1, 4, 6, 6]);
const ints = (...values: number[]) =>
	new Tensor("int64", BigInt64Array.from(values, BigInt), [values.length]) as Tensor;
const { int, float, floats, string } = attribute;
const axes = { axes: attribute.ints([1]), keepdims: int(0) };

interface Older {
	readonly operator: string;
	readonly opsets: readonly number[];
	readonly inputs?: readonly Tensor[];
	readonly outputs?: readonly DType[];
	readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** Operators that were another in older versions than those of the official tests. */
const cases: readonly Older[] = [
	...["ReduceSum", "ReduceMean", "ReduceMax", "ReduceLogSumExp", "ReduceL2", "ReduceProd"].map((operator) => ({
		operator,
		opsets: [7, 11, 12],
		attributes: axes,
	})),
	{ operator: "ReduceMean", opsets: [13, 17], attributes: axes },
	{ operator: "ArgMax", opsets: [7, 11], outputs: ["int64"], attributes: { axis: int(1), keepdims: int(0) } },
	{ operator: "TopK", opsets: [7, 9], outputs: ["float32", "int64"], attributes: { k: int(2), axis: int(1) } },
	{ operator: "TopK", opsets: [10, 11], inputs: [x, ints(2)], outputs: ["float32", "int64"] },
	{ operator: "Hardmax", opsets: [7, 11, 12], attributes: { axis: int(1) } },
	{ operator: "Softmax", opsets: [7, 11, 13], attributes: { axis: int(1) } },
	{ operator: "LogSoftmax", opsets: [7, 11, 13] },
	{ operator: "DepthToSpace", opsets: [7, 10], inputs: [picture], attributes: { blocksize: int(2) } },
	{ operator: "DepthToSpace", opsets: [11], inputs: [picture], attributes: { blocksize: int(2), mode: string("CRD") } },
	{ operator: "Upsample", opsets: [7, 8], inputs: [picture], attributes: { scales: floats([1, 1, 2, 2]) } },
	{ operator: "Clip", opsets: [7, 10], attributes: { min: float(0.2), max: float(0.7) } },
	{ operator: "Squeeze", opsets: [7, 11], inputs: [picture], attributes: { axes: attribute.ints([0]) } },
	{ operator: "Unsqueeze", opsets: [7, 11], attributes: { axes: attribute.ints([0, 2]) } },
	{
		operator: "Slice",
		opsets: [7, 9],
		attributes: { starts: attribute.ints([0, -3]), ends: attribute.ints([1, 100]), axes: attribute.ints([1, 2]) },
	},
	{ operator: "Pad", opsets: [7, 10], attributes: { pads: attribute.ints([0, 1, 2, 0, 0, 1]), value: float(0.5) } },
	{ operator: "Split", opsets: [7, 11], outputs: ["float32", "float32"], attributes: { axis: int(2) } },
	{ operator: "LRN", opsets: [7, 13], inputs: [picture], attributes: { size: int(3) } },
	{ operator: "LpNormalization", opsets: [7], attributes: { axis: int(1), p: int(1) } },
	{ operator: "MeanVarianceNormalization", opsets: [9, 13], inputs: [picture] },
	{ operator: "RoiAlign", opsets: [10, 16], inputs: [picture, noise("float32", [2, 4], 5), ints(0, 0)] },
	{ operator: "Dropout", opsets: [7, 10] },
];

for (const { operator, opsets, inputs = [x], outputs = ["float32"] as const, attributes = {} } of cases)
	test(`${operator} of operator sets ${opsets} is as in ONNX Runtime`, async () => {
		for (const opset of opsets) await expectLikeOnnxruntime({ operator, opset, inputs, outputs, attributes }, 1e-5);
	});
