import type { Net } from "../net.ts";

/** `y = x + 1`, float32 `[]`. */
export const scalarNet: Net = {
	name: "scalar",
	inputs: [{ name: "x", dtype: "float32", shape: [] }],
	outputs: [{ name: "y", dtype: "float32", shape: [] }],
	nodes: [{ op: "add", inputs: ["x", "one"], output: "y" }],
	constants: [{ name: "one", dtype: "float32", shape: [], values: [1] }],
};
