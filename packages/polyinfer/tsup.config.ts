import { defineConfig } from "tsup";

export default defineConfig({
	entry: { index: "src/index.ts", browser: "src/browser.ts", cli: "src/cli.ts" },
	format: "esm",
	dts: false,
	clean: false,
	platform: "node",
	target: "node20",
	outDir: "dist",
});
