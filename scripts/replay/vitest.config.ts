import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { wasmAsBytes } from "../vitest-wasm.ts";

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const conditions = ["polyinfer-source", "module", "node", "import", "default"];

/** The tests of ops as in a browser, where kernels are WebAssembly only, with a record of what these do. */
export default defineConfig({
	root: path("."),
	plugins: [wasmAsBytes()],
	resolve: {
		conditions,
		alias: { "@polyinfer/engine-host/native": path("packages/engine-host/src/native/browser.ts") },
	},
	ssr: { resolve: { conditions } },
	test: {
		include: ["packages/ops/src/**/*.test.ts"],
		// What runs on a GPU has no kernels to record, and a browser has no addon.
		exclude: [
			...["**/*.{long,slow}.test.ts", "**/node_modules/**"],
			...["**/{cuda,webgpu}/**", "**/{cuda,webgpu}*.test.ts", "**/native-host.test.ts"],
		],
		setupFiles: [path("scripts/replay/record-runs.ts")],
		reporters: ["dot"],
		testTimeout: 60_000,
	},
});
