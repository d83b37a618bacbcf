import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import { type CacheEntry, listEntries } from "./list-entries.ts";
import { checkPrivateFolder } from "./private-folder.ts";

/**
 * What the cache keeps of what was made: converted and compiled models, kernels, what engines keep for themselves. Makes
 * and changes nothing. Rejects with UNAVAILABLE where there is no folder for a cache, or it is not this user's own.
 */
export async function listCache(folder: string = cacheFolder()): Promise<readonly CacheEntry[]> {
	return (await checkPrivateFolder(folder)) ? listEntries(join(folder, "artifacts")) : [];
}
