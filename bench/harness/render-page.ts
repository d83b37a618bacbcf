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

/** The page of all suites of these results, each telling when it was measured. `chartOf` gives the path of a suite's chart, as seen from the page. */
export function renderPage(results: readonly BenchResult[], chartOf: (suite: string) => string): string {
	return [
		"# Bench",
		"",
		"Made by `npm run bench`. Ratios are the peer's time by ours in the same round, above 1 we are quicker: the median",
		"over the rounds, and the range. A round runs one process of each peer, one right after the other; each warms up for",
		"250 ms and takes at least 15 samples. A peer whose output differs from ours is not timed.",
		"",
		...renderMachines(results),
		...results.flatMap((result) => result.suites.flatMap((suite) => renderSuite(result, suite, chartOf(suite.id)))),
	].join("\n");
}

/** One table; a second machine adds its own rows. */
function renderMachines(results: readonly BenchResult[]): string[] {
	const rows = new Set(results.flatMap(({ machine }) => machineRows(machine)));
	return ["| | |", "|---|---|", ...rows, ""];
}

function machineRows({ processor, cores, memoryBytes, system, node, governor, isPinned }: Machine): string[] {
	return [
		`| machine | ${processor}, ${cores} processors used, ${number(memoryBytes / 1e9)} GB |`,
		`| system | ${system}, Node ${node}${governor === null ? "" : `, governor ${governor}`} |`,
		`| processes | ${isPinned ? "bound to processors by taskset" : "not bound to processors"} |`,
	];
}

function measured({ date, rounds, machine: { commit } }: BenchResult): string {
	const changes = commit?.endsWith("+") ? " (with changes)" : "";
	return `Measured ${date.slice(0, 10)}, ${rounds} rounds, commit ${commit ?? "unknown"}${changes}.`;
}

function renderSuite(result: BenchResult, suite: SuiteResult, chart: string): string[] {
	const load = loadOf(suite.cases.flatMap(({ rounds }) => rounds));
	return [
		`## ${suite.title}`,
		"",
		suite.summary,
		"",
		measured(result),
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
	const peer = "peer" in gate ? gate.peer : "";
	const told = measured ? spread(measured, shower(gate, unit)) : (reason ?? "");
	const wish = gate.goal === "stretch" ? "wish: " : "";
	return `| ${[gate.id, peer, wish + demand(gate, unit), told, OUTCOMES[outcome]].join(" | ")} |`;
}
