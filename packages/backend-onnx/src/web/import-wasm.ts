import type { OnnxRuntimeJavascript } from "../javascript/javascript-model.ts";
import type { LoadRequest } from "../javascript/protocol.ts";
import { importFirst } from "./import-first.ts";

/** The script of onnxruntime-web that only does WebAssembly, as it is called in the folder that its files are served from. */
const FILE = "ort.wasm.bundle.min.mjs";

/** Imports the part of onnxruntime-web that only does WebAssembly: the bundler's, else that of the request, else that in the folder of `wasmPaths`. */
export async function importWasm({ entry, web }: LoadRequest): Promise<OnnxRuntimeJavascript> {
	const { wasmPaths } = web ?? {};
	const served = typeof wasmPaths === "string" ? wasmPaths + FILE : undefined;
	// With a `catch` of its own: bundlers let a package that is missing pass there only.
	const bundled = (): Promise<object> => import("onnxruntime-web/wasm").catch((error) => Promise.reject(error));
	return importFirst(bundled, [entry, served]);
}
