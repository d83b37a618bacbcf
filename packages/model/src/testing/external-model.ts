import { buildModel } from "../build-model.ts";
import type { ExternalData, Weight } from "../graph.ts";
import { writeOnnx } from "../onnx/write-onnx.ts";

/** A model whose float32 weights of 4 elements each lie where they are said to. */
export function externalModel(...places: readonly ExternalData[]): Uint8Array<ArrayBuffer> {
	const model = buildModel({ inputs: [], outputs: [], nodes: [], opset: 17 });
	const weights = places.map((external, i): Weight => {
		return { name: `w${i}`, elementType: 1, shape: [4], data: { kind: "external", external } };
	});
	return writeOnnx({
		...model,
		graph: { ...model.graph, weights: new Map(weights.map((weight) => [weight.name, weight])) },
	});
}
