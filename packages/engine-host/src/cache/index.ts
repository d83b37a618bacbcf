export { cacheFolder } from "./cache-folder.ts";
export { engineFolder } from "./engine-folder.ts";
export { type CacheOptions, openCache } from "./open-cache.ts";
export { makePrivateFolder } from "./private-folder.ts";
export { sha256OfFile } from "./sha256-of-file.ts";
