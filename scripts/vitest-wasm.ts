import { readFile } from "node:fs/promises";
import type { Plugin } from "vitest/config";

/**
 * Gives the bytes of a `.wasm` file as its default export, as the build of `packages/ops` does. POLYINFER_OPS_WASM names a
 * file to take instead, which is then tested.
 */
export function wasmAsBytes(): Plugin {
	return {
		name: "wasm-as-bytes",
		enforce: "pre",
		async load(id) {
			if (!id.endsWith(".wasm")) return;
			const text = (await readFile(process.env.POLYINFER_OPS_WASM || id)).toString("base64");
			return `export default Uint8Array.from(atob(${JSON.stringify(text)}), (c) => c.charCodeAt(0));`;
		},
	};
}
