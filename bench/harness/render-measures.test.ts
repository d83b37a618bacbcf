import { expect, test } from "vitest";
import { renderCases } from "./render-cases.ts";
import { caseResult, suiteResult } from "./testing/suite-result.ts";

const plain = caseResult("plain", { ours: [[1]], theirs: [[2]] });
const told = caseResult("told", { ours: [[10], [20]], theirs: [[30], [40]] });
const measured = {
	...told,
	measures: [
		{ id: "load", title: "load", unit: "ms" },
		{ id: "rss", title: "memory", unit: "MB" },
	] as const,
	rounds: told.rounds.map((round, i) => ({ ...round, values: i < 2 ? { load: 5 + i, rss: 100 } : { load: 7 } })),
	equality: { theirs: { difference: 0.00001234, isEqual: true } },
	skipped: { third: "it takes\nno such model" },
};

test("a case with measures is a table of its own, a row for each peer that was timed", () => {
	const text = renderCases(suiteResult([plain, measured])).join("\n");
	expect(text).toContain("| the case plain | 1 us (1 us) | 2 us (2 us), 2x |");
	expect(text).toContain("#### the case told");
	expect(text).toContain("|  | p50 | p95 | by ours | load | memory | difference |");
	expect(text).toContain("| ours | 15 us | 19.5 us | 1x | 5.5 ms | 100 MB | 0 |");
	expect(text).toContain("| theirs | 35 us | 39.5 us | 2.5x (2 to 3) | 7 ms | - | 0.0000123 |");
	expect(text).toContain("- third: it takes no such model");
});

test("without a case in rows there is no table of rows", () => {
	expect(renderCases(suiteResult([measured])).join("\n")).not.toContain("| case |");
});
