import type { ModelLoader } from "@polyinfer/core";
import { createLoader } from "./load/loader.ts";
import { openSource } from "./load/open-source.ts";
import { sha256 } from "./load/sha256.ts";

/**
 * Loads models on any platform: bytes, `ArrayBuffer`s, `Blob`s and URLs (`https:`, `http:`, `data:`, `blob:`), or an
 * object of them by format. The caller's bytes are copied and may be reused once the promise has settled.
 * `graph` of an ONNX model is a `Model`. Rejects with INVALID_MODEL, INVALID_ARGUMENT, OUT_OF_MEMORY, ABORTED.
 */
export const loadModel: ModelLoader = createLoader({
	open: openSource,
	sha256,
});
