import { fileURLToPath } from "node:url";
import { InferenceError, type ModelLoader } from "@polyinfer/core";
import { createLoader } from "../load/loader.ts";
import { openSource } from "../load/open-source.ts";
import { isUrl } from "../load/sources-of.ts";
import { checkExternalFiles } from "./external-files.ts";
import { openPath } from "./open-path.ts";
import { sha256 } from "./sha256.ts";
import { releaseMemory, shrinkableMemory } from "./shrinkable-memory.ts";

/**
 * Loads models in Node: all that the loader of `@polyinfer/model` takes, and paths, `file:` URLs and folders
 * (SavedModel, TensorFlow.js). Files are read in pieces beside the event loop; weights of OpenVINO and ncnn models are
 * found beside their main file, and files that weights of an ONNX model lie in are looked at. Rejects with INVALID_MODEL, INVALID_ARGUMENT, OUT_OF_MEMORY, ABORTED.
 */
export const loadModel: ModelLoader = createLoader({
	async open(source, signal) {
		if (typeof source === "string") return openPath(source);
		if (isUrl(source) && source.protocol === "file:") return openPath(pathOf(source));
		return openSource(source, signal);
	},
	checkExternal: checkExternalFiles,
	memory: shrinkableMemory,
	release: releaseMemory,
	sha256,
});

function pathOf(url: URL): string {
	try {
		return fileURLToPath(url);
	} catch (cause) {
		throw new InferenceError("INVALID_ARGUMENT", `Expected the URL of a local file but received ${url.href}.`, {
			cause,
		});
	}
}
