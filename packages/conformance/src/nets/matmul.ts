import type { Net } from "../net.ts";
import { floats } from "../values.ts";

/** `y = x @ weight`, float32 `[3,16] x [16,4]`. */
export const matmulNet: Net = {
	name: "matmul",
	inputs: [{ name: "x", dtype: "float32", shape: [3, 16] }],
	outputs: [{ name: "y", dtype: "float32", shape: [3, 4] }],
	nodes: [{ op: "matmul", inputs: ["x", "weight"], output: "y" }],
	constants: [{ name: "weight", dtype: "float32", shape: [16, 4], values: floats(64, 7) }],
};
