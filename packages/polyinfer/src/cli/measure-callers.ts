import { setTimeout as sleep } from "node:timers/promises";
import type { Session, Tensor } from "@polyinfer/core";
import { quantile } from "./quantile.ts";

/** What a session does for so many callers, each of which runs again as soon as its run is done. */
export interface CallersResult {
	readonly callers: number;
	readonly runs: number;
	readonly p50Ms: number;
	readonly p95Ms: number;
	readonly runsPerSecond: number;
	/** Longest time between two turns of the event loop; a timer asks for one each millisecond. */
	readonly longestPauseMs: number;
	/** Processor time of the whole process, all threads, by run. */
	readonly cpuMsPerRun: number;
	/** Memory of the whole process at the end. */
	readonly rssBytes: number;
}

const WARM_UP_RUNS = 3;

/** Runs for `seconds` with so many callers, after a warm-up of a tenth of that. */
export async function measureCallers(
	session: Session,
	feeds: Record<string, Tensor>,
	callers: number,
	seconds: number,
): Promise<CallersResult> {
	await runFor(session, feeds, callers, seconds * 100, WARM_UP_RUNS);
	// A turn of the event loop, so that what the warm-up left behind is not counted.
	await sleep(5);
	const pauses = watchPauses();
	const cpu = process.cpuUsage();
	const started = performance.now();
	const times = await runFor(session, feeds, callers, seconds * 1000, 1);
	const elapsedMs = performance.now() - started;
	const { user, system } = process.cpuUsage(cpu);
	return {
		callers,
		runs: times.length,
		p50Ms: quantile(times, 0.5),
		p95Ms: quantile(times, 0.95),
		runsPerSecond: (times.length / elapsedMs) * 1000,
		longestPauseMs: pauses(),
		cpuMsPerRun: (user + system) / 1000 / times.length,
		rssBytes: process.memoryUsage.rss(),
	};
}

/** Milliseconds of each run. Every caller runs `atLeast` times. */
async function runFor(
	session: Session,
	feeds: Record<string, Tensor>,
	callers: number,
	ms: number,
	atLeast: number,
): Promise<number[]> {
	const times: number[] = [];
	const end = performance.now() + ms;
	const call = async (): Promise<void> => {
		for (let done = 0; ; done++) {
			const started = performance.now();
			if (done >= atLeast && started >= end) return;
			await session.run(feeds);
			times.push(performance.now() - started);
		}
	};
	await Promise.all(Array.from({ length: callers }, call));
	return times;
}

/** Watches the event loop; the function it gives ends that and tells the longest pause in milliseconds. */
function watchPauses(): () => number {
	let longest = 0;
	let last = performance.now();
	const turn = (): void => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
	};
	const timer = setInterval(turn, 1);
	return () => {
		clearInterval(timer);
		turn();
		return longest;
	};
}
