import { readFileSync } from "node:fs";

/** Milliseconds that this thread was ready to run and other programs had the processor; 0 where the system does not tell. */
function waitedForProcessorMs(): number {
	try {
		return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[1]) / 1e6;
	} catch {
		return 0;
	}
}

/** The longest time between two turns of the event loop while `work` lasts, other programs' share taken off. */
async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
	const now = (): number => performance.now() - waitedForProcessorMs();
	let longest = 0;
	let last = now();
	let isDone = false;
	const turns = (async () => {
		while (!isDone) {
			await new Promise((resolve) => setTimeout(resolve, 1));
			const time = now();
			longest = Math.max(longest, time - last);
			last = time;
		}
	})();
	await work();
	isDone = true;
	await turns;
	return longest;
}

/** The longest turn of the event loop in milliseconds, the best of a few: machines hiccup, what blocks does so each time. */
export async function best(work: () => Promise<unknown>): Promise<number> {
	let ms = Number.POSITIVE_INFINITY;
	for (let i = 0; i < 10 && ms >= 10; i++) ms = Math.min(ms, await longestTurnMs(work));
	return ms;
}
