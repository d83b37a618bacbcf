import { readFile } from "node:fs/promises";
import type { Plugin } from "vitest/config";

/** Gives the text of a kernel for GPUs, `.wgsl`, `.cu` or `.cuh`, as its default export, as the build of `packages/ops` does. */
export function kernelsAsText(): Plugin {
	return {
		name: "kernels-as-text",
		enforce: "pre",
		async load(id) {
			if (!/\.(wgsl|cu|cuh)$/.test(id)) return;
			return `export default ${JSON.stringify(await readFile(id, "utf8"))};`;
		},
	};
}
