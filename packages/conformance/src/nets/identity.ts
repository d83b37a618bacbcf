import type { DType } from "@polyinfer/core";
import type { Net, NetDim } from "../net.ts";

/** `y = x` of one dtype, bit for bit. */
export function identityNet(dtype: DType, shape: readonly NetDim[] = [2, 3]): Net {
	return {
		name: `identity-${dtype}`,
		inputs: [{ name: "x", dtype, shape }],
		outputs: [{ name: "y", dtype, shape }],
		nodes: [{ op: "identity", inputs: ["x"], output: "y" }],
		constants: [],
	};
}
