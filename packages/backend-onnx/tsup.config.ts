import { defineConfig } from "tsup";

export default defineConfig({
	entry: { index: "src/index.ts", "fallback-worker": "src/fallback/fallback-worker.ts" },
	format: "esm",
	dts: false,
	clean: false,
	sourcemap: true,
	platform: "node",
	target: "node20",
	outDir: "dist",
});
