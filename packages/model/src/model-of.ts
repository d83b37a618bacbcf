import type { LoadedModel } from "@polyinfer/core";
import type { Model } from "./graph.ts";
import type { TfjsModel } from "./tfjs/tfjs-model.ts";

/** The typed graph of a loaded model; `undefined` where its format is not parsed. */
export function modelOf(loaded: LoadedModel): Model | undefined {
	return loaded.format === "onnx" ? (loaded.graph as Model | undefined) : undefined;
}

/** The `model.json` of a loaded TensorFlow.js model; `undefined` for other formats, and where it was not read. */
export function tfjsModelOf(loaded: LoadedModel): TfjsModel | undefined {
	return loaded.format === "tfjs" ? (loaded.graph as TfjsModel | undefined) : undefined;
}
