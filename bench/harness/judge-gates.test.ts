import { expect, test } from "vitest";
import { judgeGates, type Verdict } from "./judge-gates.ts";
import type { CaseResult } from "./result.ts";
import type { Gate } from "./suite.ts";
import { caseResult, suiteResult } from "./testing/suite-result.ts";

const twice = caseResult("a", { ours: [[1, 1, 9], [2]], theirs: [[2], [6]] });
const must = { id: "gate", case: "a", goal: "must" } as const;

function judge(gate: Gate, ...cases: CaseResult[]): Verdict {
	return judgeGates(suiteResult(cases, [gate]))[0] as Verdict;
}

test("a ratio is the peer's median by ours in each round, judged by the median over the rounds", () => {
	const verdict = judge({ ...must, peer: "theirs", atLeast: 2.5 }, twice);
	expect(verdict).toMatchObject({ outcome: "holds", measured: { median: 2.5, min: 2, max: 3, rounds: 2 } });
	expect(judge({ ...must, peer: "theirs", atLeast: 2.6 }, twice).outcome).toBe("missed");
});

test("a round that one of the two did not finish counts for neither", () => {
	const half = caseResult("a", { ours: [[1], [1], [1]], theirs: [[4], []] });
	expect(judge({ ...must, peer: "theirs", atLeast: 1 }, half).measured).toEqual({
		median: 4,
		min: 4,
		max: 4,
		rounds: 1,
	});
});

test("another peer than ours can be judged", () => {
	const slower = { ...must, peer: "ours", of: "theirs" };
	expect(judge({ ...slower, atLeast: 0.3 }, twice)).toMatchObject({ outcome: "holds", measured: { max: 0.5 } });
	expect(judge({ ...must, of: "theirs", atMost: 3 }, twice).measured?.median).toBe(4);
});

test("a value of ours is judged alone, of a pause the longest of each round", () => {
	const pauses: CaseResult = { ...caseResult("a", { ours: [[1, 8], [2, 3], [4]] }), unit: "ms", roundValue: "max" };
	expect(judge({ ...must, atMost: 4 }, pauses)).toMatchObject({ outcome: "holds", measured: { median: 4, max: 8 } });
	expect(judge({ ...must, atMost: 3 }, pauses).outcome).toBe("missed");
});

test("what we add is ours less theirs, alone or as a share of another case", () => {
	const small = caseResult("a", { ours: [[12]], theirs: [[7]] });
	const whole = caseResult("whole", { ours: [[1000]] });
	expect(judge({ ...must, peer: "theirs", addsAtMost: 5 }, small)).toMatchObject({ outcome: "holds" });
	expect(judge({ ...must, peer: "theirs", addsAtMost: 4 }, small)).toMatchObject({ outcome: "missed" });
	const share = { ...must, peer: "theirs", addsAtMostShare: 0.005, ofCase: "whole" };
	expect(judge(share, small, whole)).toMatchObject({ outcome: "holds", measured: { median: 0.005 } });
	expect(judge({ ...share, addsAtMostShare: 0.004 }, small, whole).outcome).toBe("missed");
	expect(judge(share, small).outcome).toBe("skipped");
});

test("what was not measured is skipped with the reason, never held", () => {
	const gate = { ...must, peer: "theirs", atLeast: 1 };
	expect(judge(gate)).toEqual({ gate, outcome: "skipped", reason: "not run" });
	const without = { ...caseResult("a", { ours: [[1]] }), skipped: { theirs: "there is no C compiler" } };
	expect(judge(gate, without)).toEqual({ gate, outcome: "skipped", reason: "there is no C compiler" });
});
