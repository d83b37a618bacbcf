import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reporter, TestModule, TestSuite } from "vitest/node";

const file = fileURLToPath(new URL("../.cache/test-counts.json", import.meta.url));

/** Leaves the counts of a run in `.cache/test-counts.json`, for the closing line of `npm test`. */
export default class CountTests implements Reporter {
	onInit(): void {
		rmSync(file, { force: true });
	}

	onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
		const counts = { passed: 0, failed: unhandled.length, skipped: 0, skips: [] as string[] };
		for (const module of modules) {
			counts.failed += brokenSuites(module);
			for (const test of module.children.allTests()) {
				const { state } = test.result();
				if (state === "passed" || state === "failed") counts[state]++;
				else {
					counts.skipped++;
					counts.skips.push(`${module.relativeModuleId} > ${test.fullName}`);
				}
			}
		}
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, JSON.stringify(counts));
	}
}

/** Suites and files that failed outside a test: at import, in `beforeAll`. */
function brokenSuites(module: TestModule): number {
	const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
	return suites.filter((suite) => suite.errors().length > 0).length;
}
