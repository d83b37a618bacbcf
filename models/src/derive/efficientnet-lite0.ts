import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { WeightStorage } from "../efficientnet-lite0/write-efficientnet-lite0.ts";
import type { Derivation } from "./derivation.ts";

/** EfficientNet-lite0 as ONNX, out of its PyTorch weights. */
export function efficientnetLite0(storage: WeightStorage): Derivation {
	return {
		recipe: 1,
		make: async (folder) => {
			const { readStateDict } = await import("../torch/read-state-dict.ts");
			const { writeEfficientnetLite0 } = await import("../efficientnet-lite0/write-efficientnet-lite0.ts");
			const state = readStateDict(await readFile(join(folder, "efficientnet-lite0.pth")));
			return writeEfficientnetLite0(state, storage);
		},
	};
}

/** The same net as TensorFlow Lite, with the same inputs and outputs. */
export const efficientnetLite0Tflite: Derivation = {
	recipe: 1,
	make: async (folder) => {
		const { readStateDict } = await import("../torch/read-state-dict.ts");
		const { writeEfficientnetLite0Tflite } = await import("../efficientnet-lite0/write-efficientnet-lite0-tflite.ts");
		return writeEfficientnetLite0Tflite(readStateDict(await readFile(join(folder, "efficientnet-lite0.pth"))));
	},
};
