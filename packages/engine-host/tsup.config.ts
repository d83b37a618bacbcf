import { defineConfig } from "tsup";

export default defineConfig({
	entry: {
		index: "src/index.ts",
		"cache/index": "src/cache/index.ts",
		"cuda/index": "src/cuda/index.ts",
		"memory/node": "src/memory/node.ts",
		"memory/browser": "src/memory/browser.ts",
		"native/node": "src/native/node.ts",
		"native/browser": "src/native/browser.ts",
	},
	format: "esm",
	dts: false,
	clean: false,
	platform: "node",
	target: "node20",
	outDir: "dist",
});
