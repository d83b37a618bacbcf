import type { WebFlags } from "../javascript/protocol.ts";
import { importFirst } from "./import-first.ts";
import type { OnnxRuntimeWebgpu } from "./onnxruntime-webgpu.ts";

/** The script of onnxruntime-web that does WebGPU, as it is called in the folder that its files are served from. */
const FILE = "ort.webgpu.bundle.min.mjs";

/** Imports the part of onnxruntime-web that does WebGPU: the bundler's, the import map's, else that in the folder of `wasmPaths`. */
export async function importWebgpu({ wasmPaths }: Pick<WebFlags, "wasmPaths">): Promise<OnnxRuntimeWebgpu> {
	// With a `catch` of its own: bundlers let a package that is missing pass there only.
	const bundled = (): Promise<object> => import("onnxruntime-web/webgpu").catch((error) => Promise.reject(error));
	return importFirst(bundled, [typeof wasmPaths === "string" ? wasmPaths + FILE : undefined]);
}
