import { demand, number, shower, spread } from "./format.ts";
import { judgeGates, type Verdict } from "./judge-gates.ts";
import { loadOf } from "./load.ts";
import { renderCases } from "./render-cases.ts";
import type { BenchResult, Machine, SuiteResult } from "./result.ts";

const OUTCOMES: Readonly<Record<Verdict["outcome"], string>> = {
	holds: "holds",
	missed: "**missed**",
	skipped: "not measured",
};

/** The page of all suites. `chartOf` gives the path of a suite's chart, as seen from the page. */
export function renderPage(result: BenchResult, chartOf: (suite: string) => string): string {
	return [
		"# Bench",
		"",
		"Made by `npm run bench`. Ratios are the peer's time by ours in the same round, above 1 we are quicker: the median",
		"over the rounds, and the range. A round runs one process of each peer, one right after the other; each warms up for",
		"250 ms and takes at least 15 samples. A peer whose output differs from ours is not timed.",
		"",
		...renderMachine(result),
		...result.suites.flatMap((suite) => renderSuite(suite, chartOf(suite.id))),
	].join("\n");
}

function renderMachine({ machine, date, rounds }: BenchResult): string[] {
	const { processor, cores, memoryBytes, system, node, governor, commit, isPinned } = machine satisfies Machine;
	return [
		"| | |",
		"|---|---|",
		`| measured | ${date.slice(0, 10)}, ${rounds} rounds, commit ${commit ?? "unknown"}${commit?.endsWith("+") ? " (with changes)" : ""} |`,
		`| machine | ${processor}, ${cores} processors used, ${number(memoryBytes / 1e9)} GB |`,
		`| system | ${system}, Node ${node}${governor === null ? "" : `, governor ${governor}`} |`,
		`| processes | ${isPinned ? "bound to processors by taskset" : "not bound to processors"} |`,
		"",
	];
}

function renderSuite(suite: SuiteResult, chart: string): string[] {
	const load = loadOf(suite.cases.flatMap(({ rounds }) => rounds));
	return [
		`## ${suite.title}`,
		"",
		suite.summary,
		"",
		...(load === undefined
			? []
			: [`**Measured on a busy machine: ${load}.** Ratios stand, absolute times are too long.`, ""]),
		`![${suite.title}: how many times quicker than the peers](${chart})`,
		"",
		...renderGates(suite),
		"### Times",
		"",
		...renderCases(suite),
		"### Peers",
		"",
		...suite.peers.map(({ title, facts, missing }) => {
			const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
			return `- ${title}: ${missing === undefined ? told.join(", ") || "not run" : `not here, ${missing}`}`;
		}),
		"",
	];
}

function renderGates(suite: SuiteResult): string[] {
	if (suite.gates.length === 0) return [];
	return [
		"### What must hold",
		"",
		"| what | against | must be | measured: median (range) | |",
		"|---|---|---|---|---|",
		...judgeGates(suite).map((verdict) => renderVerdict(verdict, suite)),
		"",
	];
}

function renderVerdict({ gate, outcome, measured, reason }: Verdict, suite: SuiteResult): string {
	const unit = suite.cases.find(({ id }) => id === gate.case)?.unit ?? "us";
	const peer = "peer" in gate ? (suite.peers.find(({ id }) => id === gate.peer)?.id ?? gate.peer) : "";
	const told = measured ? spread(measured, shower(gate, unit)) : (reason ?? "");
	const wish = gate.goal === "stretch" ? "wish: " : "";
	return `| ${[gate.id, peer, wish + demand(gate, unit), told, OUTCOMES[outcome]].join(" | ")} |`;
}
