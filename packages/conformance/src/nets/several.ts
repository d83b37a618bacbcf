import type { Net } from "../net.ts";

/** Three inputs and three outputs of differing dtypes and shapes, in an order that is not the alphabet's. */
export const severalNet: Net = {
	name: "several",
	inputs: [
		{ name: "zeta", dtype: "float32", shape: [2, 2] },
		{ name: "alpha", dtype: "int32", shape: [3] },
		{ name: "mid.point:0", dtype: "float32", shape: [2, 1] },
	],
	outputs: [
		{ name: "total", dtype: "float32", shape: [2, 2] },
		{ name: "doubled", dtype: "int32", shape: [3] },
		{ name: "area", dtype: "float32", shape: [2, 2] },
	],
	nodes: [
		{ op: "add", inputs: ["zeta", "mid.point:0"], output: "total" },
		{ op: "add", inputs: ["alpha", "alpha"], output: "doubled" },
		{ op: "multiply", inputs: ["zeta", "mid.point:0"], output: "area" },
	],
	constants: [],
};
