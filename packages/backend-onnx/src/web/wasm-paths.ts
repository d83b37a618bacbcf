import type { WebFlags } from "../javascript/protocol.ts";
import type { OnnxRuntimeOptions } from "../options.ts";

/** `wasmPaths` in full, for a worker has another base: folders end in a slash. `base`: URL that relative ones start from. */
export function fullWasmPaths({ wasmPaths }: OnnxRuntimeOptions, base: string): Pick<WebFlags, "wasmPaths"> {
	if (wasmPaths === undefined) return {};
	const full = (url: string): string => new URL(url, base).href;
	if (typeof wasmPaths === "string") return { wasmPaths: full(wasmPaths.endsWith("/") ? wasmPaths : `${wasmPaths}/`) };
	const { mjs, wasm } = wasmPaths;
	return {
		wasmPaths: {
			...(mjs === undefined ? {} : { mjs: full(mjs) }),
			...(wasm === undefined ? {} : { wasm: full(wasm) }),
		},
	};
}
