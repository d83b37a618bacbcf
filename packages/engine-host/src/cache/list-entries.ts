import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST, sizeOf } from "./manifest.ts";

/** One thing that the cache keeps. */
export interface CacheEntry {
	/** `compiled`, `cuda-kernels` and others. */
	readonly kind: string;
	/** Absolute. */
	readonly path: string;
	readonly sizeBytes: number;
	/** When it was asked for last, in milliseconds since 1970; 0: nobody knows. */
	readonly usedMs: number;
	/** An engine keeps files of its own here, and may write to them while a session is open. */
	readonly isWork: boolean;
}

/** Every entry below `artifacts`. What is no folder of ours, such as a link, is passed over. Never rejects. */
export async function listEntries(artifacts: string): Promise<CacheEntry[]> {
	const entries: CacheEntry[] = [];
	for (const kind of await foldersIn(artifacts, /^[a-z0-9][a-z0-9-]*$/))
		for (const name of await foldersIn(join(artifacts, kind), /^[0-9a-f]{64}$/)) {
			const path = join(artifacts, kind, name);
			const used = await stat(join(path, MANIFEST)).catch(() => undefined);
			entries.push({ kind, path, ...(await sizeOf(path)), usedMs: used?.mtimeMs ?? 0 });
		}
	return entries;
}

async function foldersIn(folder: string, names: RegExp): Promise<string[]> {
	const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
	return found.filter((entry) => entry.isDirectory() && names.test(entry.name)).map(({ name }) => name);
}
