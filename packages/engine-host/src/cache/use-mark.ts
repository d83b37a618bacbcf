import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Names of marks begin so; behind it are where the process is, its id and when it started. */
const MARK = "used-by-";
/** Nobody here can tell whether a process of another machine or container lives: its mark counts for so long. */
const ELSEWHERE_MS = 24 * 60 * 60_000;

/**
 * Marks an entry as used by this process, for as long as that lives, or with `own` until the file is removed whose path is
 * given. Takes away the marks of processes that are gone. Never rejects: `undefined` where there is no such entry, or
 * nothing can be written.
 */
export async function markUse(entry: string, own = false): Promise<string | undefined> {
	const name = `${await ourName()}${own ? `-${randomBytes(4).toString("hex")}` : ""}`;
	const path = join(entry, name);
	try {
		await writeFile(path, "", { mode: 0o600 });
		const dead = (await readMarks(entry)).filter(({ isLive }) => !isLive);
		await Promise.all(dead.map((mark) => rm(mark.path, { force: true })));
	} catch {
		if (!existsSync(path)) return undefined;
	}
	return path;
}

/** Takes a mark away. Never rejects. */
export async function unmark(mark: string): Promise<void> {
	for (let attempt = 0; attempt < 5; attempt++) {
		const isGone = await rm(mark).then(
			() => true,
			() => false,
		);
		if (isGone) return;
		// Whoever was about to take the entry away is putting it back.
		await sleep(20);
	}
}

/** Ids of the processes that use an entry. Never rejects. */
export async function usersOf(entry: string): Promise<readonly number[]> {
	const live = (await readMarks(entry)).filter(({ isLive }) => isLive);
	return [...new Set(live.map(({ pid }) => pid))].sort((a, b) => a - b);
}

/** Whether processes have marked an entry of which none lives. Never rejects. */
export async function isLeftBehind(entry: string): Promise<boolean> {
	const marks = await readMarks(entry);
	return marks.length > 0 && marks.every(({ isLive }) => !isLive);
}

interface Mark {
	readonly path: string;
	readonly pid: number;
	readonly isLive: boolean;
}

async function readMarks(entry: string): Promise<Mark[]> {
	const marks: Mark[] = [];
	for (const name of await readdir(entry).catch(() => [] as string[])) {
		const [, where, id, started] = /^used-by-([0-9a-f]+)-(\d+)-(\d*)/.exec(name) ?? [];
		if (where === undefined) continue;
		const path = join(entry, name);
		const isOurs = name.startsWith(await ourName());
		marks.push({ path, pid: Number(id), isLive: isOurs || (await isLive(path, where, Number(id), started ?? "")) });
	}
	return marks;
}

async function isLive(path: string, where: string, pid: number, started: string): Promise<boolean> {
	const isHere = (await ourName()).startsWith(`${MARK}${where}-`);
	if (isHere && started !== "") return (await startOf(pid)) === started;
	const markedMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
	if (!isHere) return Date.now() - markedMs < ELSEWHERE_MS;
	if (markedMs < Date.now() - uptime() * 1000) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

let known: Promise<string> | undefined;

/** Of this process: the same as long as it lives. */
function ourName(): Promise<string> {
	known ??= (async () => {
		// Machines and containers have processes of their own, with the same ids.
		const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
		const where = createHash("sha256").update(`${hostname()} ${namespace}`).digest("hex").slice(0, 16);
		return `${MARK}${where}-${process.pid}-${(await startOf(process.pid)) ?? ""}`;
	})();
	return known;
}

/** When a process started, in ticks since the machine did; `undefined` where there is none, or no `/proc`. */
async function startOf(pid: number): Promise<string | undefined> {
	const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
	// The name, in brackets, may hold brackets and spaces.
	return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}
