import { readFile } from "node:fs/promises";
import type { Plugin } from "vitest/config";

/** Gives the text of a `.wgsl` file as its default export, as the build of `packages/ops` does. */
export function wgslAsText(): Plugin {
	return {
		name: "wgsl-as-text",
		enforce: "pre",
		async load(id) {
			if (!id.endsWith(".wgsl")) return;
			return `export default ${JSON.stringify(await readFile(id, "utf8"))};`;
		},
	};
}
