import { expect, test } from "vitest";
import { renderChart } from "./render-chart.ts";
import { renderPage } from "./render-page.ts";
import type { BenchResult, SuiteResult } from "./result.ts";
import { caseResult, suiteResult } from "./testing/suite-result.ts";

const small = caseResult("small", { ours: [[1], [2]], theirs: [[4], [6]] });
const gates = [
	{ id: "quicker", case: "small", peer: "theirs", goal: "must", atLeast: 3 },
	{ id: "much quicker", case: "small", peer: "theirs", goal: "stretch", atLeast: 10 },
	{ id: "of another day", case: "none", goal: "must", atMost: 1 },
] as const;
const suite = suiteResult([small], gates);

function page(of: SuiteResult): string {
	const machine = {
		processor: "A processor",
		cores: 2,
		memoryBytes: 16e9,
		system: "Linux",
		node: "20.0.0",
		governor: null,
		commit: "abc",
		isPinned: true,
	};
	const result: BenchResult = { date: "2026-01-02T03:04:05Z", rounds: 2, isQuick: false, machine, suites: [of] };
	return renderPage([result], (id) => `${id}.svg`);
}

test("the page tells each gate with demand, median, range and outcome", () => {
	const text = page(suite);
	expect(text).toContain("| quicker | theirs | at least 3x | 3.5x (3x to 4x) | holds |");
	expect(text).toContain("| much quicker | theirs | wish: at least 10x | 3.5x (3x to 4x) | **missed** |");
	expect(text).toContain("| of another day |  | at most 1 us | not run | not measured |");
});

test("the page names peers, versions, machine and date, and shows the chart", () => {
	const text = page(suite);
	expect(text).toContain("- our own: version 1.2.3, threads 1");
	expect(text).toContain("not here, there is no such program");
	expect(text).toMatch(/A processor.*2 processors/);
	expect(text).toMatch(/2026-01-02, 2 rounds, commit abc/);
	expect(text).toContain("](made-up.svg)");
});

test("absolute times stand beside the ratio", () => {
	expect(page(suite)).toContain("| the case small | 1.5 us (1.95 us) | 5 us (5.9 us), 3.5x |");
});

test("a busy machine is told, a quiet one is not", () => {
	const rounds = small.rounds.map((round) => ({ ...round, othersShare: 0.4 }));
	expect(page(suite)).not.toContain("busy");
	expect(page({ ...suite, cases: [{ ...small, rounds }] })).toContain("busy machine: others used 40 %");
});

test("the chart is one bar for each case and peer, on a scale where twice and half are as far from 1", () => {
	const half = caseResult("half", { ours: [[4]], theirs: [[1]] });
	const four = caseResult("four", { ours: [[1]], theirs: [[4]] });
	const bars = [
		...renderChart(suiteResult([half, four])).matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)" height="14"/g),
	];
	const [slower, quicker] = bars.map(([, x, width]) => ({ x: Number(x), width: Number(width) }));
	expect(bars).toHaveLength(2);
	expect(slower?.width).toBeCloseTo(quicker?.width ?? 0, 0);
	expect((slower?.x ?? 0) + (slower?.width ?? 0)).toBeCloseTo(quicker?.x ?? 0, 0);
});

test("texts are escaped in the chart, and gates are marked", () => {
	const chart = renderChart({ ...suite, title: "a < b & c" });
	expect(chart).toContain("a &lt; b &amp; c");
	expect(chart.match(/<path /g)).toHaveLength(1);
	expect(chart).not.toContain("NaN");
});
