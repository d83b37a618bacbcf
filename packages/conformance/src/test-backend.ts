import type { Backend } from "@polyinfer/core";
import type { ConformanceOptions } from "./options.ts";
import { makePlan } from "./plan.ts";
import type { CaseResult } from "./result.ts";
import { runCase, skipReason, timeoutMs } from "./run-case.ts";

/** The part of a test runner that the kit uses. Vitest, Jest and Bun have it under these names. */
export interface TestRunner {
	readonly describe: (name: string, body: () => void) => unknown;
	readonly test: {
		(name: string, body: () => Promise<void>, timeoutMs: number): unknown;
		readonly skip: (name: string, body: () => Promise<void>) => unknown;
	};
}

/** Options of {@link testBackend}. */
export interface TestBackendOptions extends ConformanceOptions {
	/** `{ describe, test }` of the test runner. */
	readonly runner: TestRunner;
	/** Is given all results by a last test, for `supportTable`. */
	readonly onResults?: (results: readonly CaseResult[]) => void | Promise<void>;
}

/** The runner's own limit comes after the kit's, which names the case. */
const GRACE_MS = 5_000;

/**
 * Registers every case as a test of the given runner. Await it at the top of a test file:
 *
 * ```ts
 * import { testBackend } from "@polyinfer/conformance";
 * import { describe, test } from "vitest";
 * await testBackend(backend, { runner: { describe, test }, only: "fast" });
 * ```
 *
 * A backend that is not here becomes one skipped test with the reason, or a failing one where the environment
 * variable `POLYINFER_REQUIRE` (ids, separated by commas) names it. Rejects where the options are wrong.
 */
export async function testBackend(backend: Backend, options: TestBackendOptions): Promise<void> {
	const { describe, test } = options.runner;
	const plan = await makePlan(backend, options);
	if (plan.kind === "missing") {
		const title = `${backend.id} is not here: ${plan.reason}`;
		const fail = async (): Promise<void> => {
			throw new Error(title);
		};
		if (plan.isRequired) test(title, fail, GRACE_MS);
		else test.skip(title, fail);
		return;
	}
	// By case: a runner that tries a failed test again gives two results, and the later one counts.
	const results = new Map<string, CaseResult>();
	const keep = (result: CaseResult): unknown => results.set(`${result.format} ${result.name}`, result);
	for (const { format, setup, cases } of plan.formats)
		describe(`${backend.id}, ${format}`, () => {
			for (const { one, gap } of cases) {
				const run = async (): Promise<void> => {
					const { result, error } = await runCase(one, setup, gap);
					keep(result);
					options.onResult?.(result);
					if (result.outcome === "failed") throw error;
				};
				const skip = skipReason(one, setup);
				if (skip !== undefined) {
					keep({
						backend: backend.id,
						format,
						group: one.group,
						name: one.name,
						outcome: "skipped",
						reason: skip,
						ms: 0,
					});
					test.skip(`${one.group}: ${one.name} (${skip})`, run);
				} else {
					const title = gap === undefined ? one.name : `${one.name} (gap: ${gap})`;
					test(`${one.group}: ${title}`, run, timeoutMs(one, setup) + GRACE_MS);
				}
			}
		});
	const { onResults } = options;
	if (onResults) test(`${backend.id} hands over its results`, async () => onResults([...results.values()]), GRACE_MS);
}
