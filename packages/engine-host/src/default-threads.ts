import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Processors that this process may use: those it is bound to, at most as many as its control group grants. */
export function defaultThreads(): number {
	return Math.max(1, Math.min(availableParallelism(), groupQuota() ?? Number.POSITIVE_INFINITY));
}

/** Whole processors of the quota of Linux control groups (version 2: "200000 100000" in microseconds), if there is one. */
function groupQuota(): number | undefined {
	try {
		const [quota, period] = readFileSync("/sys/fs/cgroup/cpu.max", "utf8").trim().split(" ").map(Number);
		const share = (quota as number) / (period as number);
		return Number.isFinite(share) ? Math.max(1, Math.floor(share)) : undefined;
	} catch {
		return undefined;
	}
}
