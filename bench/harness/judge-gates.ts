import { acrossRounds, roundValues, type Spread, spreadOf } from "./ratios.ts";
import type { CaseResult, SuiteResult } from "./result.ts";
import { median } from "./statistics.ts";
import type { Gate } from "./suite.ts";

/** What came of one gate. */
export interface Verdict {
	readonly gate: Gate;
	/** `skipped`: not measured. */
	readonly outcome: "holds" | "missed" | "skipped";
	readonly measured?: Spread;
	/** Why it was skipped. */
	readonly reason?: string;
}

/** Judges every gate of a suite by the median over the rounds. */
export function judgeGates(suite: SuiteResult): Verdict[] {
	return suite.gates.map((gate) => judge(gate, suite));
}

function judge(gate: Gate, suite: SuiteResult): Verdict {
	const result = suite.cases.find(({ id }) => id === gate.case);
	if (!result) return { gate, outcome: "skipped", reason: "not run" };
	const measured = measure(gate, result, suite);
	if (!measured) {
		const { skipped } = result;
		const reason =
			skipped[""] ?? ("peer" in gate ? skipped[gate.peer] : undefined) ?? skipped[gate.of ?? suite.own] ?? "not run";
		return { gate, outcome: "skipped", reason };
	}
	return { gate, outcome: holds(gate, measured.median) ? "holds" : "missed", measured };
}

/** What a gate looks at: a ratio, a value, or what we add to a peer's value. */
function measure(gate: Gate, result: CaseResult, { own: ours, cases }: SuiteResult): Spread | undefined {
	const own = gate.of ?? ours;
	if ("atLeast" in gate) return acrossRounds(result, own, gate.peer, (ours, theirs) => theirs / ours);
	if ("atMost" in gate) return spreadOf([...roundValues(result, own).values()]);
	if ("addsAtMost" in gate) return acrossRounds(result, own, gate.peer, (ours, theirs) => ours - theirs);
	const whole = cases.find(({ id }) => id === gate.ofCase);
	const of = whole ? median([...roundValues(whole, own).values()]) : Number.NaN;
	return Number.isNaN(of) ? undefined : acrossRounds(result, own, gate.peer, (ours, theirs) => (ours - theirs) / of);
}

function holds(gate: Gate, value: number): boolean {
	if ("atLeast" in gate) return value >= gate.atLeast;
	if ("atMost" in gate) return value <= gate.atMost;
	return value <= ("addsAtMost" in gate ? gate.addsAtMost : gate.addsAtMostShare);
}
