import type { DType } from "@polyinfer/core";
import type { Net } from "../net.ts";

/** `there = cast(x, dtype)` and `back = cast(y, float32)`: the dtype as an output and as an input. */
export function castNet(dtype: DType): Net {
	return {
		name: `cast-${dtype}`,
		inputs: [
			{ name: "x", dtype: "float32", shape: [6] },
			{ name: "y", dtype, shape: [6] },
		],
		outputs: [
			{ name: "there", dtype, shape: [6] },
			{ name: "back", dtype: "float32", shape: [6] },
		],
		nodes: [
			{ op: "cast", inputs: ["x"], output: "there", to: dtype },
			{ op: "cast", inputs: ["y"], output: "back", to: "float32" },
		],
		constants: [],
	};
}
