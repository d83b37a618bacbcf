import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Derivation } from "./derivation.ts";

/** Bytes of the file with the labels, which lies before the model in the package's one file of all assets. */
const MODEL_START = 184;

/** SSD-MobileNetV2 for 23 kinds of objects, out of the assets of MediaPipe's Objectron. */
export const objectSsd: Derivation = {
	recipe: 1,
	make: async (folder) => (await readFile(join(folder, "packed-assets.data"))).subarray(MODEL_START),
};
