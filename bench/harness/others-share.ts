import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Processor time since the system started. */
interface Busy {
	readonly busyMs: number;
	readonly at: number;
}

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

/** How busy all processors have been; `undefined` where the system does not tell. */
export function readBusy(): Busy | undefined {
	try {
		return { busyMs: busyMsOf(readFileSync("/proc/stat", "utf8")), at: performance.now() };
	} catch {
		return undefined;
	}
}

/** The busy milliseconds of the first line of `/proc/stat`: all but idle and waiting; guests are counted in user time. */
export function busyMsOf(stat: string): number {
	const [line = ""] = stat.split("\n");
	const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number);
	return (user + nice + system + irq + softirq + steal) * TICK_MS;
}

/** Share of all processors that others used since `before`, of which `ownMs` was ours; `null` where that is unknown. */
export function othersShare(before: Busy | undefined, ownMs: number): number | null {
	const now = readBusy();
	if (!before || !now) return null;
	const wholeMs = (now.at - before.at) * availableParallelism();
	return Math.min(1, Math.max(0, (now.busyMs - before.busyMs - ownMs) / wholeMs));
}
