import type { Model } from "@polyinfer/model";
import { foldDequantized } from "./fold-dequantized.ts";
import { swapLess } from "./swap-less.ts";
import { writeDefaults } from "./write-defaults.ts";

/** The same model, written so that MNN and its converter get it right. The model itself where nothing has to change. */
export function cleanGraph(model: Model): Model {
	return swapLess(foldDequantized(writeDefaults(model)));
}
