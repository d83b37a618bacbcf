import { defineConfig, type Options } from "tsup";

const shared: Options = { format: "esm", dts: false, clean: false, outDir: "dist" };

export default defineConfig([
	{
		...shared,
		entry: { index: "src/index.ts", "fallback-worker": "src/fallback/fallback-worker.ts" },
		platform: "node",
		target: "node20",
	},
	{
		...shared,
		entry: { browser: "src/browser.ts", "web-worker": "src/web/web-worker.ts" },
		platform: "browser",
		// The worker is one file, which is easy to serve.
		splitting: false,
		target: "es2022",
	},
]);
