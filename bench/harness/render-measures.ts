import { number, quantity } from "./format.ts";
import { acrossRounds } from "./ratios.ts";
import type { CaseResult, SuiteResult } from "./result.ts";
import { median, summarize } from "./statistics.ts";
import type { Measure } from "./suite.ts";

/** The table of one case: a row for each peer, medians over the rounds; why a peer has no row stands below. */
export function renderMeasures(one: CaseResult, { peers, own }: SuiteResult): string[] {
	const measures = one.measures ?? [];
	const timed = peers.filter(({ id }) => one.rounds.some(({ peer }) => peer === id));
	const head = ["", "p50", "p95", "by ours", ...measures.map(({ title }) => title), "difference"];
	const without = Object.entries(one.skipped).filter(([id]) => !timed.some((peer) => peer.id === id));
	const notes = [
		...Object.entries(one.otherwise ?? {}).filter(([id]) => timed.some((peer) => peer.id === id)),
		...without.map(([id, reason]) => [id === "" ? "nobody" : id, reason.replaceAll("\n", " ")]),
	];
	return [
		`#### ${one.title}`,
		"",
		`| ${head.join(" | ")} |`,
		`|${head.map(() => "---").join("|")}|`,
		...timed.map(({ id }) => `| ${row(one, id, own, measures).join(" | ")} |`),
		"",
		...notes.map(([id, note]) => `- ${id}: ${note}`),
		...(notes.length > 0 ? [""] : []),
	];
}

function row(one: CaseResult, peer: string, own: string, measures: readonly Measure[]): string[] {
	const rounds = one.rounds.filter((round) => round.peer === peer);
	const { median: p50, p95 } = summarize(rounds.flatMap(({ samples }) => samples));
	const ratio = acrossRounds(one, own, peer, (ours, theirs) => theirs / ours);
	const difference = one.equality[peer]?.difference;
	return [
		peer,
		quantity(p50, one.unit),
		quantity(p95, one.unit),
		peer === own ? "1x" : ratio ? `${number(ratio.median)}x (${number(ratio.min)} to ${number(ratio.max)})` : "-",
		...measures.map(({ id, unit }) => {
			const value = median(rounds.flatMap(({ values }) => values?.[id] ?? []));
			return Number.isNaN(value) ? "-" : `${number(value)} ${unit}`.trim();
		}),
		peer === own ? "0" : difference === undefined || difference === null ? "-" : number(difference),
	];
}
