import { buildModel, writeOnnx } from "@polyinfer/model";
import { onnxBytes } from "../model-file.ts";

/** Zeros of as many elements as `sizes` says. */
export const FILL: Uint8Array<ArrayBuffer> = writeOnnx(
	buildModel({
		opset: 17,
		inputs: [{ name: "sizes", dtype: "int64", shape: [1] }],
		outputs: [{ name: "y", dtype: "float32", shape: ["n"] }],
		nodes: [{ operator: "ConstantOfShape", inputs: ["sizes"], outputs: ["y"] }],
	}),
);

/** An operator that no engine has. */
export const UNKNOWN: Uint8Array<ArrayBuffer> = onnxBytes({
	opset: 17,
	inputs: [{ name: "a", dtype: "float32", shape: [1, 3] }],
	outputs: [{ name: "sum", dtype: "float32", shape: [1, 3] }],
	nodes: [{ operator: "NoSuchOperator", inputs: ["a"], outputs: ["sum"] }],
});
