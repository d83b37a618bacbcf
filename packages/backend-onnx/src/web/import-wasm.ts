import type { OnnxRuntimeJavascript } from "../javascript/javascript-model.ts";
import type { LoadRequest } from "../javascript/protocol.ts";

/** The script of onnxruntime-web that only does WebAssembly, as it is called in the folder that its files are served from. */
const FILE = "ort.wasm.bundle.min.mjs";

/**
 * Imports the part of onnxruntime-web that only does WebAssembly: what a bundler has put in its place, else the URL of
 * the request, else the file in the folder of `wasmPaths`. Nothing is ever fetched from elsewhere.
 */
export async function importWasm({ entry, web }: LoadRequest): Promise<OnnxRuntimeJavascript> {
	const { wasmPaths } = web ?? {};
	const urls = [entry, typeof wasmPaths === "string" ? wasmPaths + FILE : undefined];
	let failure: unknown;
	try {
		return defaultOf(await import("onnxruntime-web/wasm"));
	} catch (error) {
		failure = error;
	}
	for (const url of urls)
		if (url !== undefined)
			try {
				return defaultOf(await import(/* @vite-ignore */ /* webpackIgnore: true */ url));
			} catch (error) {
				failure = error;
			}
	throw failure;
}

function defaultOf(module: object): OnnxRuntimeJavascript {
	const { default: runtime } = module as { default?: OnnxRuntimeJavascript };
	if (runtime?.InferenceSession === undefined) throw new Error("This is no onnxruntime-web.");
	return runtime;
}
