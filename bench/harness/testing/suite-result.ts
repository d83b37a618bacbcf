import type { CaseResult, SuiteResult } from "../result.ts";
import type { Gate } from "../suite.ts";

/** A case whose rounds have these samples: `{ ours: [[1, 2], [3]] }` are two rounds of the peer `ours`. */
export function caseResult(id: string, samples: Readonly<Record<string, readonly (readonly number[])[]>>): CaseResult {
	return {
		id,
		title: `the case ${id}`,
		unit: "us",
		roundValue: "median",
		cores: 1,
		equality: {},
		skipped: {},
		rounds: Object.entries(samples).flatMap(([peer, rounds]) =>
			rounds.map((values, round) => ({ round, peer, samples: values, loadAverage: 0.1, othersShare: 0.02 })),
		),
	};
}

/** A suite of the peers `ours` and `theirs`. */
export function suiteResult(cases: readonly CaseResult[], gates: readonly Gate[] = []): SuiteResult {
	return {
		id: "made-up",
		title: "Made up",
		summary: "Numbers of a test.",
		own: "ours",
		peers: [
			{ id: "ours", title: "our own", facts: { version: "1.2.3", threads: 1 } },
			{ id: "theirs", title: "the peer <&>", facts: {}, missing: "there is no such program" },
		],
		cases,
		gates,
	};
}
