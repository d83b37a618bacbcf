import type { Net, NetConstant, NetNode } from "../net.ts";
import { floats } from "../values.ts";

/** `y = x @ w1 @ w2 ...`, float32 `[1,512]` through `layers` matrices of 1 MiB: slow to open, quick to run. */
export function heavyNet(layers: number): Net {
	const size = 512;
	const nodes: NetNode[] = [];
	const constants: NetConstant[] = [];
	for (let i = 1; i <= layers; i++) {
		constants.push({ name: `w${i}`, dtype: "float32", shape: [size, size], values: floats(size * size, i) });
		nodes.push({
			op: "matmul",
			inputs: [i === 1 ? "x" : `h${i - 1}`, `w${i}`],
			output: i === layers ? "y" : `h${i}`,
		});
	}
	return {
		name: `heavy-${layers}`,
		inputs: [{ name: "x", dtype: "float32", shape: [1, size] }],
		outputs: [{ name: "y", dtype: "float32", shape: [1, size] }],
		nodes,
		constants,
	};
}
