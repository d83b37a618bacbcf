import { mkdir, open, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const heartbeatMs = 500;
const staleMs = 5_000;
const pollMs = 50;

/**
 * Runs `work` while no other caller, of this process or another, holds `path`.
 * The holder touches the file twice a second; one that stopped doing so is taken to be dead.
 * Two holders at once are possible after such a takeover, so `work` must be safe then, if wasteful.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
	await mkdir(dirname(path), { recursive: true });
	while (!(await tryCreate(path))) {
		const touched = await stat(path).then(
			(file) => file.mtimeMs,
			() => undefined,
		);
		if (touched !== undefined && Date.now() - touched > staleMs) await rm(path, { force: true });
		else await sleep(pollMs);
	}
	const heartbeat = setInterval(() => {
		const now = new Date();
		void utimes(path, now, now).catch(() => undefined);
	}, heartbeatMs);
	heartbeat.unref();
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		await rm(path, { force: true });
	}
}

async function tryCreate(path: string): Promise<boolean> {
	try {
		await (await open(path, "wx")).close();
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw error;
	}
}
