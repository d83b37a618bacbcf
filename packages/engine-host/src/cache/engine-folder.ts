import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { cacheFolder } from "./cache-folder.ts";

/**
 * The folder that `polyinfer engines add <id>` fills, with `engine.json` in it. Says nothing of whether it is there; it
 * is never removed to make room. Throws UNAVAILABLE where there is no folder for a cache, INVALID_ARGUMENT for an id or
 * version that is no plain name.
 */
export function engineFolder(id: string, version: string, folder: string = cacheFolder()): string {
	for (const name of [id, version])
		if (!/^[A-Za-z0-9][\w.+-]*$/.test(name))
			throw new InferenceError("INVALID_ARGUMENT", `Expected a plain name but received ${JSON.stringify(name)}.`);
	return join(folder, "engines", id, version);
}
