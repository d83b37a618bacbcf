import type { LoadedModel } from "@polyinfer/core";
import { buildModel, loadModel, type ModelSpec, writeOnnx } from "@polyinfer/model";

/** An ONNX model of this description, as a backend gets it. */
export async function onnx(spec: Omit<ModelSpec, "opset">): Promise<LoadedModel> {
	const [model] = await loadModel(writeOnnx(buildModel({ opset: 17, ...spec })), {});
	return model as LoadedModel;
}
