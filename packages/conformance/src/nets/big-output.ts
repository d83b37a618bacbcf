import type { Net } from "../net.ts";

/** `y = x + 1`, float32 `[1,3,480,480]`: 2.8 MB in and out. */
export const bigOutputNet: Net = {
	name: "big-output",
	inputs: [{ name: "x", dtype: "float32", shape: [1, 3, 480, 480] }],
	outputs: [{ name: "y", dtype: "float32", shape: [1, 3, 480, 480] }],
	nodes: [{ op: "add", inputs: ["x", "one"], output: "y" }],
	constants: [{ name: "one", dtype: "float32", shape: [], values: [1] }],
};
