import { defineConfig } from "vitest/config";
import { workersFromSource } from "./scripts/vitest-workers.ts";

const conditions = ["polyinfer-source", "module", "node", "import", "default"];
const shared = {
	plugins: [workersFromSource()],
	resolve: { conditions },
	ssr: { resolve: { conditions } },
};

/** `*.slow.test.ts` measures time, memory or whole processes: one at a time, after the rest. */
export default defineConfig({
	test: {
		reporters: ["default", "./scripts/count-tests.ts"],
		projects: [
			{
				...shared,
				test: {
					name: "unit",
					include: ["packages/*/src/**/*.test.ts", "models/src/**/*.test.ts", "scripts/**/*.test.ts"],
					exclude: ["**/*.slow.test.ts"],
					sequence: { groupOrder: 1 },
				},
			},
			{
				...shared,
				test: {
					name: "slow",
					include: ["packages/*/src/**/*.slow.test.ts", "examples/**/*.slow.test.ts", "scripts/**/*.slow.test.ts"],
					execArgv: ["--expose-gc"],
					pool: "forks",
					maxWorkers: 1,
					testTimeout: 120_000,
					hookTimeout: 120_000,
					sequence: { groupOrder: 2 },
				},
			},
		],
	},
});
