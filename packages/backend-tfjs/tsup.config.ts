import { defineConfig } from "tsup";

export default defineConfig({
	entry: { index: "src/index.ts" },
	format: "esm",
	dts: false,
	clean: false,
	sourcemap: true,
	platform: "neutral",
	target: "es2022",
	outDir: "dist",
});
