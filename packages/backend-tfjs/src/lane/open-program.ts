import { InferenceError } from "@polyinfer/core";
import { readOnnxAsync, readTfjs, TRUSTED_ONNX_LIMITS } from "@polyinfer/model";
import { unsupported } from "../errors.ts";
import { GraphProgram } from "../graph-model/graph-program.ts";
import type { Program } from "../program.ts";
import type { LoadedTensorFlow } from "../tensorflow/loaded-tensorflow.ts";
import type { OpenProgram } from "./lane.ts";

/**
 * Makes the program of a model, on the current device. The file has passed the loader, whose bounds hold. Rejects with
 * UNSUPPORTED, INVALID_MODEL, OUT_OF_MEMORY.
 */
export async function openProgram(
	{ device, converter }: LoadedTensorFlow,
	{ format, files }: OpenProgram,
): Promise<Program> {
	const [main] = files;
	if (main === undefined) throw new InferenceError("INVALID_MODEL", "Expected a model's main file but there is none.");
	if (format === "onnx") {
		const { planOnnx } = await import("../onnx/index.ts");
		return planOnnx(device.tf, await readOnnxAsync(main.bytes, { limits: TRUSTED_ONNX_LIMITS }));
	}
	const graph = readTfjs(main.bytes);
	if (graph.kind === "layers-model")
		throw unsupported(
			"This is a Keras model in TensorFlow.js's layers format, which tfjs does not execute.",
			"compile",
			"Convert it: tensorflowjs_converter --input_format=tfjs_layers_model --output_format=tfjs_graph_model model.json graph-model",
		);
	return GraphProgram.open(device.tf, converter.loadGraphModelSync, graph, files.slice(1));
}
