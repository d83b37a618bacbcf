import { join } from "node:path";
import type { ArtifactKey } from "@polyinfer/core";
import { checkKind, nameOfKey, textOfKey } from "./artifact-key.ts";
import { cacheFolder } from "./cache-folder.ts";
import { makePrivateFolder } from "./private-folder.ts";

/**
 * A folder of this kind and key that an engine keeps files of its own in, which nobody verifies or removes: only what is
 * this user's own is let near it. Rejects with UNAVAILABLE where the cache cannot be written or is another user's.
 */
export async function workFolder(kind: string, key: ArtifactKey, cache: string = cacheFolder()): Promise<string> {
	checkKind(kind);
	await makePrivateFolder(cache);
	const root = join(cache, "work");
	const folder = join(root, kind, nameOfKey(textOfKey(key)));
	for (const path of [root, join(root, kind), folder]) await makePrivateFolder(path);
	return folder;
}
