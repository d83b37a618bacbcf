import { createRequire } from "node:module";
import { dirname } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { TensorFlow } from "../../program.ts";

/** TensorFlow.js with this backend as the current one. */
export async function tensorFlow(backend: "cpu" | "wasm"): Promise<TensorFlow> {
	const require = createRequire(import.meta.url);
	setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
	await tf.setBackend(backend);
	return tf;
}
