import { readFile } from "node:fs/promises";
import { defineConfig, type Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** The text of kernels in CUDA C++, without comments and indents, which nobody reads there. */
const kernelText: Plugin = {
	name: "kernel-text",
	setup(build) {
		build.onLoad({ filter: /\.cuh?$/ }, async ({ path }) => {
			const text = await readFile(path, "utf8");
			const bare = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").replace(/[\t ]+/g, " ");
			return { contents: bare.replace(/ ?\n[\n ]*/g, "\n"), loader: "text" };
		});
	},
};

export default defineConfig({
	entry: {
		index: "src/index.ts",
		"cuda/index": "src/cuda/index.ts",
		"sharp/index": "src/sharp/index.ts",
		"webgpu/index": "src/webgpu/index.ts",
	},
	format: "esm",
	dts: false,
	clean: false,
	platform: "neutral",
	loader: { ".wasm": "binary", ".wgsl": "text" },
	esbuildPlugins: [kernelText],
	target: "node20",
	outDir: "dist",
});
