import { expect, test } from "vitest";
import { judgeOfficialResults } from "./judge-official-results.ts";
import { explain, formatOfficialList, type OfficialNote, parseOfficialList } from "./official-list.ts";
import type { OfficialResult } from "./run-official-case.ts";

const notes: readonly OfficialNote[] = [
	{ id: "kernel", outcome: "unsupported", message: "^no kernel", reason: "lacks it" },
	{ id: "locale", outcome: "unsupported", message: "locale", reason: "needs a locale", varies: true },
	{ id: "late", outcome: "error", cases: ["test_late"], message: "finds out late", reason: "finds out late" },
];
const refused: OfficialResult = {
	name: "test_a",
	outcome: "unsupported",
	code: "UNSUPPORTED",
	message: "no kernel for A",
};
const judge = (listed: string, ...results: OfficialResult[]) => {
	const verdict = judgeOfficialResults(parseOfficialList(listed), results, notes);
	return { ...verdict, list: formatOfficialList(verdict.list) };
};

test("a list is a line a case, sorted, and reads back as it was written", () => {
	const text = "test_a unsupported kernel\ntest_b pass\n";
	expect(formatOfficialList(parseOfficialList("test_b pass\ntest_a unsupported kernel\n"))).toBe(text);
	for (const line of ["test_a wrong", "test_a", "test_a pass x y", "test_a pass\ntest_a pass"])
		expect(() => parseOfficialList(line)).toThrow(/received "test_a/);
});

test("a note holds for its outcome, its cases and its message only", () => {
	expect(explain(refused, notes)).toEqual({ outcome: "unsupported", note: "kernel" });
	expect(explain({ ...refused, message: "no such thing" }, notes)).toBeUndefined();
	expect(explain({ ...refused, outcome: "error" }, notes)).toBeUndefined();
	const late: OfficialResult = { name: "test_late", outcome: "error", code: "ENGINE", message: "finds out late" };
	expect(explain(late, notes)).toEqual({ outcome: "error", note: "late" });
	expect(explain({ ...late, name: "test_a" }, notes)).toBeUndefined();
	expect(() => explain(late, [{ id: "all", outcome: "error", reason: "any" }])).toThrow(/all to name its cases/);
});

test("wrong numbers and crashes can be listed by nobody", () => {
	for (const outcome of ["wrong", "crash"] as const) {
		const { worse, list } = judge("test_a pass\n", { name: "test_a", outcome, message: "no kernel" });
		expect(worse).toEqual([`test_a: was pass, is ${outcome}: no kernel`]);
		expect(list).toBe("\n");
	}
});

test("a case that got worse is told, one that got better is listed", () => {
	expect(judge("test_a pass\n", refused).worse).toEqual(["test_a: was pass, is unsupported (kernel): no kernel for A"]);
	const { worse, better, list } = judge("test_a unsupported kernel\n", { name: "test_a", outcome: "pass" });
	expect({ worse, better, list }).toEqual({
		worse: [],
		better: ["test_a: was unsupported (kernel), is pass"],
		list: "test_a pass\n",
	});
	expect(judge("test_a random\n", { name: "test_a", outcome: "disputed" }).worse).toHaveLength(1);
	expect(judge("test_a error late\n", refused).better).toHaveLength(1);
});

test("a case without a reason fails, even a new one", () => {
	expect(judge("", { ...refused, message: "a surprise" }).worse).toEqual([
		"test_a: was not listed, is unsupported: a surprise",
	]);
});

test("new cases are listed, those that are gone are not", () => {
	expect(judge("test_gone pass\n", refused)).toEqual({ worse: [], better: [], list: "test_a unsupported kernel\n" });
});

test("a case that passes on some machines keeps its line on all", () => {
	const listed = "test_a unsupported locale\n";
	expect(judge(listed, { name: "test_a", outcome: "pass" })).toEqual({ worse: [], better: [], list: listed });
	expect(judge("test_a pass\n", { ...refused, message: "locale" }).worse).toHaveLength(1);
});
