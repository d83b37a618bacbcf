import { number } from "./format.ts";
import { acrossRounds, type Spread } from "./ratios.ts";
import type { SuiteResult } from "./result.ts";

/** One bar: how many times quicker than a peer we are in one case. */
interface Bar {
	readonly label: string;
	readonly peer: string;
	readonly spread: Spread;
	/** What a gate asks for. */
	readonly goal: number | undefined;
}

const LEFT = 370;
const WIDTH = 900;
const ROW = 22;
const HEAD = 26;
const LEGEND_ROW = 18;
const LEGEND_COLUMNS = 5;
/** Of more bars only those are drawn that a gate looks at. */
const MANY_BARS = 60;
const COLOURS = [
	"#3b6fb6",
	"#c8782c",
	"#5b9a5b",
	"#8a63a8",
	"#b8434e",
	"#4aa3a3",
	"#8c6d4f",
	"#d17fb0",
	"#7f7f7f",
	"#a8a032",
	"#5566aa",
	"#2f6f4f",
];

/** A bar chart of ratios on a logarithmic scale; the line at 1 is where we and the peer are equal. */
export function renderChart(suite: SuiteResult): string {
	const bars = barsOf(suite);
	const values = bars.flatMap(({ spread, goal }) => [spread.min, spread.max, ...(goal === undefined ? [] : [goal])]);
	const low = Math.min(0.5, ...values.filter((value) => value > 0));
	const high = Math.max(2, ...values);
	const x = (value: number): number =>
		LEFT + ((Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (WIDTH - LEFT - 60);
	const peers = [...new Set(bars.map(({ peer }) => peer))];
	const top = HEAD + Math.ceil(peers.length / LEGEND_COLUMNS) * LEGEND_ROW + 12;
	const height = top + bars.length * ROW + 16;
	const colour = (peer: string): string => COLOURS[peers.indexOf(peer) % COLOURS.length] as string;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
		`<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
		`<text x="10" y="20" font-size="14" font-weight="bold">${escapeXml(suite.title)}: times quicker than the peer</text>`,
		...peers.map((peer, i) => {
			const at = 10 + (i % LEGEND_COLUMNS) * 170;
			const y = HEAD + 4 + Math.floor(i / LEGEND_COLUMNS) * LEGEND_ROW;
			return `<rect x="${at}" y="${y}" width="12" height="12" fill="${colour(peer)}"/><text x="${at + 18}" y="${y + 10}">${escapeXml(peer)}</text>`;
		}),
		...ticks(low, high).map((value) => {
			const at = round(x(value));
			const stroke = value === 1 ? "#333333" : "#dddddd";
			return `<line x1="${at}" y1="${top - 4}" x2="${at}" y2="${height - 12}" stroke="${stroke}"/><text x="${at}" y="${height - 2}" text-anchor="middle" fill="#666666">${number(value)}</text>`;
		}),
		...bars.flatMap((bar, i) => drawBar(bar, top + i * ROW, x, colour(bar.peer))),
		"</svg>",
		"",
	].join("\n");
}

function barsOf({ cases, peers, own, gates }: SuiteResult): Bar[] {
	const bars = cases.flatMap((one) =>
		peers.flatMap(({ id }) => {
			const spread = id === own ? undefined : acrossRounds(one, own, id, (ours, theirs) => theirs / ours);
			if (!spread || one.unit === "ms") return [];
			const gate = gates.find(
				(gate) => gate.case === one.id && gate.of === undefined && "atLeast" in gate && gate.peer === id,
			);
			return [{ label: one.title, peer: id, spread, goal: gate && "atLeast" in gate ? gate.atLeast : undefined }];
		}),
	);
	return bars.length > MANY_BARS ? bars.filter(({ goal }) => goal !== undefined) : bars;
}

function drawBar({ label, spread, goal }: Bar, top: number, x: (value: number) => number, colour: string): string[] {
	const [from, to] = [x(1), x(spread.median)].sort((a, b) => a - b) as [number, number];
	const middle = top + ROW / 2;
	return [
		`<text x="${LEFT - 8}" y="${middle + 4}" text-anchor="end">${escapeXml(label)}</text>`,
		`<rect x="${round(from)}" y="${top + 4}" width="${round(Math.max(1, to - from))}" height="${ROW - 8}" fill="${colour}"/>`,
		`<line x1="${round(x(spread.min))}" y1="${middle}" x2="${round(x(spread.max))}" y2="${middle}" stroke="#222222"/>`,
		...(goal === undefined
			? []
			: [`<path d="M${round(x(goal))} ${top + 1}v${ROW - 2}" stroke="#cc2222" stroke-width="2"/>`]),
		`<text x="${round(Math.max(to, x(spread.max), x(goal ?? spread.max)) + 5)}" y="${middle + 4}">${number(spread.median)}x</text>`,
	];
}

/** Round numbers between the two. */
function ticks(low: number, high: number): number[] {
	const values: number[] = [];
	for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
		for (const digit of [1, 2, 5]) values.push(Number((digit * 10 ** power).toPrecision(1)));
	return values.filter((value) => value >= low && value <= high);
}

const round = (value: number): number => Math.round(value * 10) / 10;

function escapeXml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
