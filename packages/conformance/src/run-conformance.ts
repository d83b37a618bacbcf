import type { Backend } from "@polyinfer/core";
import type { ConformanceOptions } from "./options.ts";
import { makePlan } from "./plan.ts";
import type { CaseResult } from "./result.ts";
import { runCase } from "./run-case.ts";

/**
 * Runs the kit without a test runner, one case after the other, and gives all results. An unavailable backend gives
 * none. Rejects where the options are wrong, and where the backend is required but not here.
 */
export async function runConformance(
	backend: Backend,
	options: ConformanceOptions = {},
): Promise<readonly CaseResult[]> {
	const plan = await makePlan(backend, options);
	if (plan.kind === "missing") {
		if (plan.isRequired) throw new Error(`${backend.id} is required but not here: ${plan.reason}`);
		return [];
	}
	const results: CaseResult[] = [];
	for (const { setup, cases } of plan.formats)
		for (const { one, gap } of cases) {
			const { result } = await runCase(one, setup, gap);
			results.push(result);
			options.onResult?.(result);
		}
	return results;
}
