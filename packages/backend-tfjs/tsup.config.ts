import { defineConfig } from "tsup";

export default defineConfig({
	entry: { index: "src/index.ts", browser: "src/browser.ts", "tfjs-worker": "src/node/tfjs-worker.ts" },
	format: "esm",
	dts: false,
	clean: false,
	platform: "neutral",
	target: "es2022",
	outDir: "dist",
});
