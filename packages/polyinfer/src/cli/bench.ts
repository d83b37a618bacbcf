import { availableParallelism } from "node:os";
import { formatType, type Report } from "@polyinfer/core";
import { align } from "./align.ts";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { formatBytes, formatCount, formatMs } from "./format-number.ts";
import type { Feed } from "./make-feeds.ts";
import { type CallersResult, measureCallers } from "./measure-callers.ts";
import { printable } from "./printable.ts";
import { OPEN_OPTIONS, readCount, readNumber, readSessionArguments, SESSION_OPTIONS } from "./session-arguments.ts";
import type { Style } from "./style.ts";

/** `polyinfer bench`: how quick a model is, alone and with several callers at once, and what it costs meanwhile. */
export const bench: Command = {
	name: "bench",
	positionals: ["model"],
	summary: "time a model with one and more callers: latency, throughput, processor time, memory",
	options: {
		...SESSION_OPTIONS,
		...OPEN_OPTIONS,
		callers: { value: "n", help: "most callers at once; default: twice the processors, at least 2" },
		seconds: { value: "s", help: "how long each number of callers is measured; default: 2" },
	},
	examples: [
		"polyinfer bench model.onnx",
		"polyinfer bench detector.onnx --shape images=1,3,640,640 --threads 1 --callers 4 --seconds 5",
		"polyinfer bench model.onnx --prefer openvino --json",
	],
	run: runBench,
};

async function runBench(given: CommandArguments, context: CliContext): Promise<Outcome> {
	const request = readSessionArguments(given, context);
	const most = readCount(given, "callers") ?? Math.max(2, 2 * availableParallelism());
	const seconds = readNumber(given, "seconds") ?? 2;
	const opening = performance.now();
	const session = await request.open();
	try {
		const openMs = performance.now() - opening;
		const { list, feeds } = await request.feed(session);
		const first = performance.now();
		await session.run(feeds);
		const firstRunMs = performance.now() - first;
		const levels: CallersResult[] = [];
		for (const callers of levelsTo(most)) levels.push(await measureCallers(session, feeds, callers, seconds));
		const { report } = session;
		const inputs = list.map(({ name, source, tensor: { dtype, shape } }) => ({ name, source, dtype, shape }));
		return {
			exitCode: 0,
			json: { model: given.positionals[0], inputs, openMs, firstRunMs, seconds, levels, report },
			text: (style) => benchText({ list, openMs, firstRunMs, levels, report }, style),
		};
	} finally {
		await session.dispose();
	}
}

/** 1, 2, 4 and so on, and `most` itself. */
function levelsTo(most: number): number[] {
	const levels: number[] = [];
	for (let callers = 1; callers < most; callers *= 2) levels.push(callers);
	return [...levels, most];
}

interface Facts {
	readonly list: readonly Feed[];
	readonly openMs: number;
	readonly firstRunMs: number;
	readonly levels: readonly CallersResult[];
	readonly report: Report;
}

function benchText({ list, openMs, firstRunMs, levels, report }: Facts, style: Style): string {
	const head = ["callers", "p50", "p95", "runs/s", "longest pause", "CPU a run", "memory"];
	return [
		style.bold("Inputs"),
		...align(list.map(({ name, source, tensor }) => [printable(name), formatType(tensor.dtype, tensor.shape), source])),
		"",
		`opened in ${formatMs(openMs)}, first run ${formatMs(firstRunMs)}`,
		"",
		...align([head.map(style.bold), ...levels.map(cellsOf)]),
		"",
		style.dim(report.toString()),
	].join("\n");
}

function cellsOf(level: CallersResult): string[] {
	const { callers, p50Ms, p95Ms, runsPerSecond, longestPauseMs, cpuMsPerRun, rssBytes } = level;
	const perSecond =
		runsPerSecond >= 100 ? formatCount(Math.round(runsPerSecond)) : String(Number(runsPerSecond.toPrecision(3)));
	return [
		String(callers),
		formatMs(p50Ms),
		formatMs(p95Ms),
		perSecond,
		formatMs(longestPauseMs),
		formatMs(cpuMsPerRun),
		formatBytes(rssBytes),
	];
}
