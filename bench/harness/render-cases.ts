import { number, quantity } from "./format.ts";
import { acrossRounds } from "./ratios.ts";
import { renderMeasures } from "./render-measures.ts";
import type { CaseResult, SuiteResult } from "./result.ts";
import { summarize } from "./statistics.ts";

/** The table of absolute values, with the ratio to ours beside each peer's; cases with measures have one each. */
export function renderCases(suite: SuiteResult): string[] {
	const inRows = suite.cases.filter(({ measures }) => measures === undefined);
	const rows = inRows.length > 0 ? renderRows({ ...suite, cases: inRows }) : [];
	return [...rows, ...suite.cases.flatMap((one) => (one.measures ? renderMeasures(one, suite) : []))];
}

function renderRows(suite: SuiteResult): string[] {
	const head = ["case", ...suite.peers.map(({ id }) => id)];
	return [
		"Median (95th percentile) of all samples; behind it, how many times longer than ours.",
		"",
		`| ${head.join(" | ")} |`,
		`|${head.map(() => "---").join("|")}|`,
		...suite.cases.map(
			(one) => `| ${[one.title, ...suite.peers.map(({ id }) => cell(one, id, suite.own))].join(" | ")} |`,
		),
		"",
	];
}

function cell(one: CaseResult, peer: string, own: string): string {
	const samples = one.rounds.filter((round) => round.peer === peer).flatMap((round) => round.samples);
	if (samples.length === 0) return one.skipped[peer] ?? one.skipped[""] ?? "";
	const { median, p95, max } = summarize(samples);
	const told =
		one.roundValue === "max" ? quantity(max, one.unit) : `${quantity(median, one.unit)} (${quantity(p95, one.unit)})`;
	const ratio = peer === own ? undefined : acrossRounds(one, own, peer, (ours, theirs) => theirs / ours);
	return ratio ? `${told}, ${number(ratio.median)}x` : told;
}
