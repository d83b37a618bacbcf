import type { Model } from "@polyinfer/model";
import { foldDequantized } from "./fold-dequantized.ts";
import { writeDefaults } from "./write-defaults.ts";

/** The same model, written so that MNN's converter gets it right. The model itself where nothing has to change. */
export function cleanGraph(model: Model): Model {
	return foldDequantized(writeDefaults(model));
}
