import { defineConfig } from "tsup";

export default defineConfig({
	entry: { index: "src/index.ts", "sharp/index": "src/sharp/index.ts", "webgpu/index": "src/webgpu/index.ts" },
	format: "esm",
	dts: false,
	clean: false,
	platform: "neutral",
	loader: { ".wasm": "binary", ".wgsl": "text" },
	target: "node20",
	outDir: "dist",
});
