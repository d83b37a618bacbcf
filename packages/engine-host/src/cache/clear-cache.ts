import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { cacheFolder } from "./cache-folder.ts";
import { listCache } from "./list-cache.ts";
import type { CacheEntry } from "./list-entries.ts";
import { removeLeftOvers, removeUnused } from "./make-room.ts";

/** What became of one entry. */
export interface ClearedEntry extends CacheEntry {
	/** Processes that live and use it, so that it stays; none: it is gone. */
	readonly users: readonly number[];
}

/**
 * Removes what {@link listCache} lists, of these kinds only where some are given, and what killed processes left behind.
 * What a living process was handed stays, also one of another machine or container for a day. Links are not followed.
 * Rejects with UNAVAILABLE as `listCache` does, and where something cannot be removed.
 */
export async function clearCache(
	kinds: readonly string[] = [],
	folder: string = cacheFolder(),
): Promise<readonly ClearedEntry[]> {
	const artifacts = join(folder, "artifacts");
	const cleared: ClearedEntry[] = [];
	for (const entry of await listCache(folder)) {
		if (kinds.length > 0 && !kinds.includes(entry.kind)) continue;
		const users = await removeUnused(artifacts, entry.path).catch((cause: NodeJS.ErrnoException) => {
			// Somebody else was quicker.
			if (cause.code === "ENOENT") return [];
			throw new InferenceError("UNAVAILABLE", `${entry.path} cannot be removed: ${cause.message}.`, {
				advice: `rm -r ${entry.path}`,
				cause,
			});
		});
		cleared.push({ ...entry, users });
	}
	await removeLeftOvers(artifacts);
	return cleared;
}
