import { randomBytes } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { listEntries } from "./list-entries.ts";
import { isLeftBehind, usersOf } from "./use-mark.ts";

/** Bytes that a cache keeps unless it is told otherwise. */
export const MAX_BYTES: number = 4 * 2 ** 30;
/** Names that start so are being filled or removed. */
export const UNFINISHED = ".unfinished-";
/** An entry used this lately may be about to be read by another process: it stays, even when there is too much. */
const IN_USE_MS = 10 * 60_000;
/** Whoever fills an entry for longer was killed. */
const ABANDONED_MS = 6 * 60 * 60_000;

/**
 * Removes the least recently used entries below `artifacts` until at most `maxBytes` are left, and what killed processes
 * left behind. Folders that engines write to stay while a living process uses them. Never rejects: what cannot be removed
 * now is removed by a later call.
 */
export async function makeRoom(artifacts: string, maxBytes: number): Promise<void> {
	await removeLeftOvers(artifacts);
	const now = Date.now();
	const entries = await listEntries(artifacts);
	let total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
	for (const { path, sizeBytes, usedMs, isWork } of entries.sort((a, b) => a.usedMs - b.usedMs)) {
		if (total <= maxBytes) return;
		if (now - usedMs < IN_USE_MS) return;
		if (!isWork) await removeEntry(artifacts, path);
		else if ((await removeUnused(artifacts, path).catch(() => undefined))?.length !== 0) continue;
		total -= sizeBytes;
	}
}

/** Takes an entry away as a whole: nobody sees half of it. Never rejects. */
export async function removeEntry(artifacts: string, entry: string): Promise<void> {
	const removed = newName(artifacts);
	await rename(entry, removed).then(
		() => rm(removed, { recursive: true, force: true }).catch(() => undefined),
		() => undefined,
	);
}

/**
 * The same for an entry that no living process uses; else it stays, and the ids of those processes are given. Rejects
 * where it cannot be taken away.
 */
export async function removeUnused(artifacts: string, entry: string): Promise<readonly number[]> {
	const users = await usersOf(entry);
	if (users.length > 0) return users;
	const removed = newName(artifacts);
	await rename(entry, removed);
	// Who has marked it meanwhile gets it back.
	const late = await usersOf(removed);
	const isBack =
		late.length > 0 &&
		(await rename(removed, entry).then(
			() => true,
			() => false,
		));
	if (isBack) return late;
	await rm(removed, { recursive: true, force: true });
	return [];
}

/** What killed processes have not finished, below `artifacts`. Never rejects. */
export async function removeLeftOvers(artifacts: string): Promise<void> {
	for (const name of await readdir(artifacts).catch(() => [] as string[])) {
		if (!name.startsWith(UNFINISHED)) continue;
		const path = join(artifacts, name);
		const found = await stat(path).catch(() => undefined);
		if (!found) continue;
		if (Date.now() - found.mtimeMs > ABANDONED_MS || (await isLeftBehind(path)))
			await rm(path, { recursive: true, force: true }).catch(() => undefined);
	}
}

function newName(artifacts: string): string {
	return join(artifacts, `${UNFINISHED}${randomBytes(8).toString("hex")}`);
}
