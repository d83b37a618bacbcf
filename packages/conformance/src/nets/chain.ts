import type { Net } from "../net.ts";

/** `y = relu(x * scale + offset)`, float32 `[4,5]` with constants of `[5]` and `[]`: elementwise and broadcast. */
export const chainNet: Net = {
	name: "chain",
	inputs: [{ name: "x", dtype: "float32", shape: [4, 5] }],
	outputs: [{ name: "y", dtype: "float32", shape: [4, 5] }],
	nodes: [
		{ op: "multiply", inputs: ["x", "scale"], output: "scaled" },
		{ op: "add", inputs: ["scaled", "offset"], output: "moved" },
		{ op: "relu", inputs: ["moved"], output: "y" },
	],
	constants: [
		{ name: "scale", dtype: "float32", shape: [5], values: [0.5, -1, 2, 0.25, -3] },
		{ name: "offset", dtype: "float32", shape: [], values: [0.125] },
	],
};
