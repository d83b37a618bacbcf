import { defineConfig } from "tsup";

export default defineConfig({
	entry: { index: "src/index.ts", node: "src/node.ts" },
	format: "esm",
	dts: false,
	clean: false,
	platform: "neutral",
	target: "node20",
	outDir: "dist",
});
