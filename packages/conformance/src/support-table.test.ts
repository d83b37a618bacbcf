import { expect, test } from "vitest";
import type { CaseResult } from "./result.ts";
import { supportTable } from "./support-table.ts";

const result = (backend: string, name: string, outcome: CaseResult["outcome"], reason?: string): CaseResult => ({
	backend,
	format: "onnx",
	group: name.startsWith("a") ? "first" : "second",
	name,
	outcome,
	ms: 1,
	...(reason === undefined ? {} : { reason }),
});

test("results become a Markdown table with notes", () => {
	const table = supportTable([
		result("one", "add", "passed"),
		result("one", "b | c", "gap", "no b"),
		result("two", "add", "skipped", "not here"),
		result("two", "b | c", "gap", "no b"),
		result("two", "d", "failed", "wrong"),
	]);
	expect(table).toBe(
		[
			"|  |  | one (onnx) | two (onnx) |",
			"| --- | --- | --- | --- |",
			"| first | add | yes | - [1] |",
			"| second | b \\| c | no [2] | no [2] |",
			"|  | d |  | **fails** [3] |",
			"",
			"1. not here",
			"2. no b",
			"3. wrong",
			"",
		].join("\n"),
	);
});
