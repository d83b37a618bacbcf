import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArtifactKey, LoadedModel } from "@polyinfer/core";
import { inSlices } from "@polyinfer/engine-host";
import { modelOf, toFloat16Async, writeOnnx } from "@polyinfer/model";
import { unsupported } from "../../errors.ts";
import type { Conversion, ConversionRequest } from "../../native-engine.ts";
import type { TensorrtOptions } from "./options.ts";

/** Counts changes of what is done to a graph: results of an older way are not used again. */
const REVISION = 2;
const MODEL_FILE = ".polyinfer-float16.onnx";

/**
 * Whether float16 is the graph's own matter: TensorRT 11 and RTX, whose version is 1, compute in the types that they find.
 * TensorRT 10 chooses for each layer.
 */
export function needsFloat16({ precision }: TensorrtOptions, model: LoadedModel, version: string): boolean {
	return precision === "fp16" && model.format === "onnx" && Number.parseInt(version, 10) !== 10;
}

/** The same model in float16, inputs and outputs as they are. For errors see `NativeEngine.convert`. */
export async function convertToFloat16(request: ConversionRequest<TensorrtOptions>): Promise<Conversion> {
	const { model, cache, signal, progress } = request;
	const graph = modelOf(model);
	const { metadata } = model;
	if (!graph || !metadata)
		throw unsupported("tensorrt", "A model is rewritten only where its graph is read.", "convert");
	const [, ...data] = model.files;
	const key: ArtifactKey = { model: model.sha256, data: await hashOf(data, signal), revision: REVISION };
	const fill = async (folder: string): Promise<void> => {
		progress(0, "rewriting to float16");
		const half = await toFloat16Async(graph, signal === undefined ? {} : { signal });
		await writeFile(join(folder, MODEL_FILE), writeOnnx(half.model));
		for (const { name, bytes } of data) {
			// The loader has refused names that lead out of the model's folder.
			await mkdir(dirname(join(folder, name)), { recursive: true });
			await writeFile(join(folder, name), bytes, { flag: "wx" });
		}
		progress(1, "rewritten to float16");
	};
	const { path } = await cache.folder("tensorrt-float16", key, fill, signal);
	const names = (values: readonly { readonly name: string }[]): string[] => values.map(({ name }) => name);
	return {
		format: "onnx",
		files: [{ name: "", path: join(path, MODEL_FILE) }],
		inputs: metadata.inputs,
		outputs: metadata.outputs,
		map: { inputs: names(metadata.inputs), outputs: names(metadata.outputs) },
		conversions: ["onnx: float32 -> float16"],
		engineOptions: { precision: "typed" },
		key,
	};
}

/** Of files beside the main one, whose hash is known; "" where there are none. */
async function hashOf(files: LoadedModel["files"], signal: AbortSignal | undefined): Promise<string> {
	if (files.length === 0) return "";
	const hash = createHash("sha256");
	for (const { name, bytes } of files) {
		hash.update(`${JSON.stringify([name, bytes.length])}\n`);
		await inSlices(bytes, (slice) => hash.update(slice), signal);
	}
	return hash.digest("hex");
}
