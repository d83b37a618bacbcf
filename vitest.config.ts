import { availableParallelism } from "node:os";
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

/** What browsers and whole processes do on a machine that others use too may fail once, not three times. */
const patient = { retry: 2, testTimeout: 120_000, hookTimeout: 120_000 };

/** Test files of a kind, such as `slow`, wherever they may be. */
const ofKind = (kind: string): string[] => [
	`packages/*/src/**/*.${kind}.test.ts`,
	`{bench,examples,scripts}/**/*.${kind}.test.ts`,
];

/**
 * `*.long.test.ts` takes long and measures nothing: as many at once as there are processors. `*.slow.test.ts` measures
 * time or memory: one at a time, after the rest.
 */
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
					exclude: ["**/*.{long,slow}.test.ts", "**/node_modules/**"],
					// What hangs is ended. How long a test takes depends on what else runs beside it.
					testTimeout: 60_000,
					hookTimeout: 60_000,
					sequence: { groupOrder: 1 },
				},
			},
			{
				...shared,
				test: {
					...patient,
					name: "long",
					include: ofKind("long"),
					pool: "forks",
					maxWorkers: availableParallelism(),
					sequence: { groupOrder: 2 },
				},
			},
			{
				...shared,
				test: {
					...patient,
					name: "slow",
					include: ofKind("slow"),
					execArgv: ["--expose-gc"],
					pool: "forks",
					maxWorkers: 1,
					sequence: { groupOrder: 3 },
				},
			},
		],
	},
});
