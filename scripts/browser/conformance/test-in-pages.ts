import { describe, expect, test } from "vitest";
import { keepResults } from "../../../packages/backend-onnx/src/testing/keep-results.ts";
import type { CaseResult } from "../../../packages/conformance/src/index.ts";
import { withoutChromium } from "../chromium.ts";
import { openPages } from "./open-pages.ts";
import type { PageResults, PageTarget } from "./page-target.ts";

/**
 * Runs the kit on each target in a page of its own and registers every case as a test, as `testBackend` does. Await it at
 * the top of a test file.
 */
export async function testInPages(targets: readonly PageTarget[]): Promise<void> {
	if (withoutChromium !== undefined) {
		test.skip(`the kit runs in a browser (${withoutChromium})`, () => undefined);
		return;
	}
	const pages = await openPages([...new Set(targets.map(({ backend }) => backend))]);
	try {
		for (const target of targets) {
			const found = await pages.run(target);
			const name = `${target.backend}, ${target.device} in a page`;
			describe(`${name}, ${target.format}`, () => register(found, target.leftOut));
			// The table of support says what engines do.
			if (target.backend === "fake") continue;
			await keepResults(
				`browser-${target.backend}-${target.device}-${target.format}`,
				found.results.map((result) => ({ ...result, backend: name })),
			);
		}
	} finally {
		await pages.close();
	}
}

function register({ results, failure, printed }: PageResults, leftOut: PageTarget["leftOut"]): void {
	for (const name of leftOut?.cases ?? []) test.skip(`${name} (${leftOut?.reason})`, () => undefined);
	for (const result of results) {
		if (result.outcome === "skipped") test.skip(`${result.group}: ${result.name} (${result.reason})`, () => undefined);
		else test(titleOf(result), () => expect(result.outcome, result.reason).not.toBe("failed"));
	}
	test("the page runs all cases", () => {
		expect(failure).toBeUndefined();
		expect(results.length).toBeGreaterThan(100);
	});
	test("nothing is printed on the page's console", () => expect(printed).toEqual([]));
}

const titleOf = ({ group, name, outcome, reason }: CaseResult): string =>
	`${group}: ${name}${outcome === "gap" ? ` (gap: ${reason})` : ""}`;
