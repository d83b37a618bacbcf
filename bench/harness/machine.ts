import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import type { Machine } from "./result.ts";
import { canPin } from "./run-process.ts";

/** The machine that measures, and the commit of the repository in `folder`. */
export function machine(folder: string): Machine {
	return {
		processor: os.cpus()[0]?.model.trim() ?? "unknown",
		cores: os.availableParallelism(),
		memoryBytes: os.totalmem(),
		system: systemName(),
		node: process.versions.node,
		governor: read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.trim() ?? null,
		commit: commit(folder),
		isPinned: canPin(),
	};
}

function systemName(): string {
	const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(read("/etc/os-release") ?? "")?.[1];
	return `${name ?? os.type()}, ${os.arch()}`;
}

/** The commit, with `+` where files of the repository were changed since. */
function commit(folder: string): string | null {
	const git = (...args: string[]) => spawnSync("git", args, { cwd: folder, encoding: "utf8" });
	const head = git("rev-parse", "--short=10", "HEAD");
	if (head.status !== 0) return null;
	const isChanged = git("status", "--porcelain", "--untracked-files=no").stdout !== "";
	return `${head.stdout.trim()}${isChanged ? "+" : ""}`;
}

function read(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}
