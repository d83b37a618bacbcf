import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { kernelsAsText } from "./scripts/vitest-kernel-text.ts";
import { wasmAsBytes } from "./scripts/vitest-wasm.ts";
import { workersFromSource } from "./scripts/vitest-workers.ts";

const conditions = ["polyinfer-source", "module", "node", "import", "default"];
const shared = {
	plugins: [workersFromSource(), wasmAsBytes(), kernelsAsText()],
	resolve: { conditions },
	ssr: { resolve: { conditions } },
};

/** `*.slow.test.ts` measures time, memory or whole processes: one at a time, after the rest. */
export default defineConfig({
	test: {
		// The engines that `npm test` has fetched, for a vitest that is started by hand too.
		env: {
			POLYINFER_CACHE: process.env.POLYINFER_CACHE || fileURLToPath(new URL(".cache/polyinfer", import.meta.url)),
		},
		reporters: ["default", "./scripts/count-tests.ts"],
		projects: [
			{
				...shared,
				test: {
					name: "unit",
					include: ["{packages/*,models}/src/**/*.test.ts", "{bench,scripts}/**/*.test.ts"],
					exclude: ["**/*.slow.test.ts", "**/node_modules/**"],
					// What hangs is ended. How long a test takes depends on what else runs beside it.
					testTimeout: 60_000,
					hookTimeout: 60_000,
					sequence: { groupOrder: 1 },
				},
			},
			{
				...shared,
				test: {
					name: "slow",
					include: ["packages/*/src/**/*.slow.test.ts", "{bench,examples,scripts}/**/*.slow.test.ts"],
					execArgv: ["--expose-gc"],
					pool: "forks",
					maxWorkers: 1,
					// What measures time on a machine that others use too may fail once, not three times.
					retry: 2,
					testTimeout: 120_000,
					hookTimeout: 120_000,
					sequence: { groupOrder: 2 },
				},
			},
		],
	},
});
