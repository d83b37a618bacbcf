import { readdirSync, readFileSync } from "node:fs";

/** Process ids of the runners that this process has started and not collected, zombies included. */
export function runners(): number[] {
	return readdirSync("/proc")
		.filter((id) => /^\d+$/.test(id) && isOurs(id))
		.map(Number);
}

function isOurs(id: string): boolean {
	try {
		const [, name, parent] = /^\d+ \((.*)\) . (\d+)/.exec(readFileSync(`/proc/${id}/stat`, "utf8")) ?? [];
		return name === "polyinfer-runne" && Number(parent) === process.pid; // Linux cuts names after 15 characters
	} catch {
		return false; // ended meanwhile
	}
}
