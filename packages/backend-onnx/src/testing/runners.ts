import { readdirSync, readFileSync } from "node:fs";

/** Process ids of the runners that this process has started and not collected. */
export function runners(): number[] {
	return readdirSync("/proc").filter(isOurs).map(Number);
}

function isOurs(id: string): boolean {
	if (!/^\d+$/.test(id)) return false;
	try {
		const [, name, parent] = /^\d+ \((.*)\) . (\d+)/.exec(readFileSync(`/proc/${id}/stat`, "utf8")) ?? [];
		return name === "polyinfer-runne" && Number(parent) === process.pid; // Linux cuts names after 15 characters
	} catch {
		return false; // ended meanwhile
	}
}
