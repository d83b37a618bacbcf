import type { LoadedModel } from "@polyinfer/core";
import type { Model } from "./graph.ts";

/** The typed graph of a loaded model; `undefined` where its format is not parsed. */
export function modelOf(loaded: LoadedModel): Model | undefined {
	return loaded.format === "onnx" ? (loaded.graph as Model | undefined) : undefined;
}
