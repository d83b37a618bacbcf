import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LoadedModel } from "@polyinfer/core";
import { type Model, type Weight, writeOnnx } from "@polyinfer/model";

/** Weights from here on are written by themselves, so that the event loop turns between two of them. */
const LARGE_BYTES = 1 << 18;

/**
 * Writes `model.onnx` into the folder, and the data of `loaded` beside it. Large weights follow the rest as models of one
 * weight each: protobuf reads messages behind each other as one.
 */
export async function writeSource(folder: string, loaded: LoadedModel, model: Model): Promise<void> {
	const { graph } = model;
	const weights = [...graph.weights];
	const small = new Map(weights.filter(([, weight]) => !isLarge(weight)));
	const file = await open(join(folder, "model.onnx"), "wx");
	try {
		await file.writeFile(writeOnnx({ ...model, graph: { ...graph, weights: small } }));
		for (const [name, weight] of weights)
			if (isLarge(weight)) await file.writeFile(writeOnnx(alone(model, name, weight)));
	} finally {
		await file.close();
	}
	for (const { name, bytes } of loaded.files.slice(1)) {
		// The loader has refused names that lead out of the model's folder.
		await mkdir(dirname(join(folder, name)), { recursive: true });
		await writeFile(join(folder, name), bytes, { flag: "wx" });
	}
}

function isLarge({ data }: Weight): boolean {
	return data.kind === "bytes" && data.bytes.length >= LARGE_BYTES;
}

/** A model that, behind `model`, adds one weight to it. */
function alone({ irVersion, graph }: Model, name: string, weight: Weight): Model {
	const empty = { inputs: [], outputs: [], nodes: [], sparseWeights: new Map(), values: new Map() };
	return {
		irVersion,
		opsets: new Map(),
		functions: [],
		properties: new Map(),
		graph: { ...empty, name: graph.name, weights: new Map([[name, weight]]) },
	};
}
