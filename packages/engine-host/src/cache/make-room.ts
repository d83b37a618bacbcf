import { randomBytes } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST, sizeOf } from "./manifest.ts";

/** Names that start so are being filled or removed. */
export const UNFINISHED = ".unfinished-";
/** An entry used this lately may be about to be read by another process: it stays, even when there is too much. */
const IN_USE_MS = 10 * 60_000;
/** Whoever fills an entry for longer was killed. */
const ABANDONED_MS = 6 * 60 * 60_000;

interface Entry {
	readonly path: string;
	readonly sizeBytes: number;
	readonly usedMs: number;
}

/**
 * Removes the least recently used entries below `artifacts` until at most `maxBytes` are left, and what killed processes
 * left behind. Never rejects: what cannot be removed now is removed by a later call.
 */
export async function makeRoom(artifacts: string, maxBytes: number): Promise<void> {
	const now = Date.now();
	const entries: Entry[] = [];
	for (const name of await namesIn(artifacts)) {
		const path = join(artifacts, name);
		if (name.startsWith(UNFINISHED)) await removeAbandoned(path, now);
		else for (const entry of await namesIn(path)) entries.push(await entryAt(join(path, entry)));
	}
	let total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
	for (const { path, sizeBytes, usedMs } of entries.sort((a, b) => a.usedMs - b.usedMs)) {
		if (total <= maxBytes) return;
		if (now - usedMs < IN_USE_MS) return;
		await removeEntry(artifacts, path);
		total -= sizeBytes;
	}
}

/** Takes an entry away as a whole: nobody sees half of it. Never rejects. */
export async function removeEntry(artifacts: string, entry: string): Promise<void> {
	const removed = join(artifacts, `${UNFINISHED}${randomBytes(8).toString("hex")}`);
	await rename(entry, removed).then(
		() => rm(removed, { recursive: true, force: true }).catch(() => undefined),
		() => undefined,
	);
}

async function entryAt(path: string): Promise<Entry> {
	const used = await stat(join(path, MANIFEST)).catch(() => undefined);
	return { path, sizeBytes: (await sizeOf(path)) ?? 0, usedMs: used?.mtimeMs ?? 0 };
}

async function removeAbandoned(path: string, now: number): Promise<void> {
	const found = await stat(path).catch(() => undefined);
	if (found && now - found.mtimeMs > ABANDONED_MS)
		await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

function namesIn(folder: string): Promise<string[]> {
	return readdir(folder).catch(() => []);
}
