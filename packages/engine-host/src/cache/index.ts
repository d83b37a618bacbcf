export { cacheFolder } from "./cache-folder.ts";
export { type ClearedEntry, clearCache } from "./clear-cache.ts";
export { engineFolder } from "./engine-folder.ts";
export { listCache } from "./list-cache.ts";
export type { CacheEntry } from "./list-entries.ts";
export { MAX_BYTES } from "./make-room.ts";
export { type CacheOptions, openCache } from "./open-cache.ts";
export { makePrivateFolder } from "./private-folder.ts";
export { sha256OfFile } from "./sha256-of-file.ts";
