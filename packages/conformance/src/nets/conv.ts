import type { Net } from "../net.ts";
import { floats } from "../values.ts";

/** `y = relu(conv2d(image, weight))`, float32, `[1,3,8,9]` by a 3x3 kernel of 4 channels. */
export const convNet: Net = {
	name: "conv",
	inputs: [{ name: "image", dtype: "float32", shape: [1, 3, 8, 9] }],
	outputs: [{ name: "y", dtype: "float32", shape: [1, 4, 6, 7] }],
	nodes: [
		{ op: "conv2d", inputs: ["image", "weight"], output: "raw" },
		{ op: "relu", inputs: ["raw"], output: "y" },
	],
	constants: [{ name: "weight", dtype: "float32", shape: [4, 3, 3, 3], values: floats(108, 11) }],
};
