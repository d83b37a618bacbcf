import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds of the longest time between two turns of the event loop while `work` runs; a timer asks for one each ms. */
export async function longestPauseMs(work: () => Promise<unknown>): Promise<number> {
	await sleep(20);
	let longest = 0;
	let last = performance.now();
	const turn = (): void => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
	};
	const timer = setInterval(turn, 1);
	try {
		await work();
	} finally {
		clearInterval(timer);
		turn();
	}
	return longest;
}
