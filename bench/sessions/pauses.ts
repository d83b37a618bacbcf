import { setTimeout as sleep } from "node:timers/promises";
import { longestPauseMs } from "../harness/longest-pause.ts";
import type { Way } from "./cases.ts";

/** A peer, as far as pauses of the event loop go. */
export interface Pausable<S> {
	readonly open: () => Promise<S>;
	readonly run: (session: S) => Promise<unknown>;
	readonly close: (session: S) => Promise<void>;
	/** Runs, aborts and waits for the end. */
	readonly abort?: (session: S) => Promise<void>;
}

const REPEATS = 5;

/** Longest pauses in ms, one of each repeat; the first, while code is compiled and libraries are loaded, is left out. */
export async function pauses<S>(way: Way, peer: Pausable<S>): Promise<number[]> {
	const longest: number[] = [];
	for (let i = 0; i <= REPEATS; i++) {
		if (way === "pause-idle") longest.push(await longestPauseMs(() => sleep(200)));
		else if (way === "pause-create") {
			const opened: S[] = [];
			longest.push(await longestPauseMs(async () => opened.push(await peer.open())));
			for (const session of opened) await peer.close(session);
		} else {
			const session = await peer.open();
			await peer.run(session);
			if (way === "pause-run") longest.push(await longestPauseMs(() => peer.run(session)));
			if (way === "pause-abort") longest.push(await longestPauseMs(async () => peer.abort?.(session)));
			const closing = await longestPauseMs(() => peer.close(session));
			if (way === "pause-dispose") longest.push(closing);
		}
	}
	return longest.slice(1);
}
