import type { Net } from "../net.ts";

/** The indices of the elements of float32 `[2,4]` that are not 0, int64 `[2,n]`: `n` depends on the data. */
export const nonzeroNet: Net = {
	name: "nonzero",
	inputs: [{ name: "x", dtype: "float32", shape: [2, 4] }],
	outputs: [{ name: "indices", dtype: "int64", shape: [2, "found"] }],
	nodes: [{ op: "nonzero", inputs: ["x"], output: "indices" }],
	constants: [],
};
