import type { Net } from "../net.ts";
import { floats } from "../values.ts";

/** `y = relu(x @ weight)`, float32 `[batch,4]` to `[batch,3]`: the first axis is free and has a name. */
export const dynamicBatchNet: Net = {
	name: "dynamic-batch",
	inputs: [{ name: "x", dtype: "float32", shape: ["batch", 4] }],
	outputs: [{ name: "y", dtype: "float32", shape: ["batch", 3] }],
	nodes: [
		{ op: "matmul", inputs: ["x", "weight"], output: "raw" },
		{ op: "relu", inputs: ["raw"], output: "y" },
	],
	constants: [{ name: "weight", dtype: "float32", shape: [4, 3], values: floats(12, 5) }],
};

/** `y = x + x`, float32 `[rows,?,2]`: one named and one nameless free axis. */
export const dynamicAxesNet: Net = {
	name: "dynamic-axes",
	inputs: [{ name: "x", dtype: "float32", shape: ["rows", null, 2] }],
	outputs: [{ name: "y", dtype: "float32", shape: ["rows", null, 2] }],
	nodes: [{ op: "add", inputs: ["x", "x"], output: "y" }],
	constants: [],
};
