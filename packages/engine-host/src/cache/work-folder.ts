import { lstat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactKey } from "@polyinfer/core";
import { checkKind, nameOfKey, textOfKey } from "./artifact-key.ts";
import { cacheFolder } from "./cache-folder.ts";
import { MAX_BYTES, makeRoom } from "./make-room.ts";
import { FILES, MANIFEST, writeWorkManifest } from "./manifest.ts";
import type { CacheOptions } from "./open-cache.ts";
import { makePrivateFolder } from "./private-folder.ts";
import { markUse, unmark } from "./use-mark.ts";

/** A folder that an engine keeps files of its own in. */
export interface WorkFolder {
	/** Absolute. */
	readonly path: string;
	/** The engine is done with it: from now on it may be removed to make room. Never rejects; idempotent. */
	readonly release: () => Promise<void>;
}

/**
 * A folder of this kind and key that an engine keeps files of its own in, which nobody verifies: only what is this user's
 * own is let near it. It counts towards the bytes that the cache keeps, as artifacts do, is not removed before it is
 * released or this process has ended, and then the least recently used goes first. Rejects with UNAVAILABLE where the
 * cache cannot be written or is another user's, and INVALID_ARGUMENT.
 */
export async function workFolder(
	kind: string,
	key: ArtifactKey,
	cache: string = cacheFolder(),
	{ maxBytes = MAX_BYTES }: CacheOptions = {},
): Promise<WorkFolder> {
	checkKind(kind);
	const text = textOfKey(key);
	await makePrivateFolder(cache);
	const artifacts = join(cache, "artifacts");
	const entry = join(artifacts, kind, nameOfKey(text));
	const path = join(entry, FILES);
	const marks: string[] = [];
	for (let attempt = 0; ; attempt++) {
		for (const folder of [artifacts, join(artifacts, kind), entry, path]) await makePrivateFolder(folder);
		const mark = await markUse(entry, true);
		if (mark !== undefined) marks.push(mark);
		await writeWorkManifest(entry, text).catch(() => undefined);
		const touch = async (): Promise<void> => {
			const now = new Date();
			await utimes(join(entry, MANIFEST), now, now).catch(() => undefined);
			await makeRoom(artifacts, maxBytes);
		};
		// Whoever has looked for marks before this one may have taken the folder away.
		if (attempt < 10 && !(await lstat(path).catch(() => undefined))?.isDirectory()) continue;
		await touch();
		let released: Promise<void> | undefined;
		const release = async (): Promise<void> => {
			await Promise.all(marks.map(unmark));
			await touch();
		};
		return {
			path,
			release: () => {
				released ??= release();
				return released;
			},
		};
	}
}
