import type { Net } from "../net.ts";

/** `sum = a + b`, float32 `[2,3]`: the smallest net, used wherever the arithmetic does not matter. */
export const addNet: Net = {
	name: "add",
	inputs: [
		{ name: "a", dtype: "float32", shape: [2, 3] },
		{ name: "b", dtype: "float32", shape: [2, 3] },
	],
	outputs: [{ name: "sum", dtype: "float32", shape: [2, 3] }],
	nodes: [{ op: "add", inputs: ["a", "b"], output: "sum" }],
	constants: [],
};
