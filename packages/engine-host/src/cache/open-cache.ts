import { mkdir, mkdtemp, rename, rm, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ArtifactCache, abortedError, InferenceError } from "@polyinfer/core";
import { checkKind, nameOfKey, textOfKey } from "./artifact-key.ts";
import { cacheFolder } from "./cache-folder.ts";
import { MAX_BYTES, makeRoom, removeEntry, UNFINISHED } from "./make-room.ts";
import { FILES, isWhole, MANIFEST, writeManifest } from "./manifest.ts";
import { checkPrivateFolder, makePrivateFolder } from "./private-folder.ts";
import { markUse } from "./use-mark.ts";

/** Of {@link openCache}. */
export interface CacheOptions {
	/** Bytes of artifacts that are kept; those used within the last ten minutes are kept in any case. Default 4 GiB. */
	readonly maxBytes?: number;
}

/**
 * Artifacts on disk: converted models, proofs and whatever else is made once and used often. Touches nothing before it
 * is asked for one. `folder` defaults to {@link cacheFolder}; other files in it, such as engines, are left alone.
 *
 * `folder(kind, key, fill)` gives the folder of the artifact that was made from `key`. It was filled whole, every file
 * is verified by its hash before each use, and one that does not hold is made again; treat it as read-only. Processes
 * that fill the same at once all succeed, the first one's stays. Where `signal` fires, `fill` (which may listen to the
 * same signal) is waited for and nothing of it stays. Rejects with UNAVAILABLE where there is no folder, it belongs to
 * or can be written by somebody else, cannot be written or its disk is full (an artifact that is there is still given
 * then); with INVALID_ARGUMENT, ABORTED; and as `fill` does.
 */
export function openCache(folder?: string, { maxBytes = MAX_BYTES }: CacheOptions = {}): ArtifactCache {
	return {
		async folder(kind, key, fill, signal) {
			checkKind(kind);
			const text = textOfKey(key);
			const root = folder ?? cacheFolder();
			const artifacts = join(root, "artifacts");
			const entry = join(artifacts, kind, nameOfKey(text));
			if (signal?.aborted) throw abortedError(signal);
			const isOwn = await checkPrivateFolder(root);
			// Before it is looked at: what is marked is not cleared away.
			if (isOwn) await markUse(entry);
			if (isOwn && (await isWhole(entry, text, signal))) {
				const now = new Date();
				// On a read-only disk the time of last use stays as it is.
				await utimes(join(entry, MANIFEST), now, now).catch(() => undefined);
				return { path: join(entry, FILES), reused: true };
			}
			await makePrivateFolder(root);
			const filled = await fillEntry(artifacts, text, fill, signal);
			try {
				await place(filled, { artifacts, entry, text });
			} catch (error) {
				throw writing(error, root);
			} finally {
				await rm(filled, { recursive: true, force: true });
			}
			await makeRoom(artifacts, maxBytes);
			return { path: join(entry, FILES), reused: false };
		},
		async remove(kind, key) {
			checkKind(kind);
			const artifacts = join(folder ?? cacheFolder(), "artifacts");
			await removeEntry(artifacts, join(artifacts, kind, nameOfKey(textOfKey(key))));
		},
	};
}

/** A new entry under a temporary name; nothing stays where it fails. */
async function fillEntry(
	artifacts: string,
	text: string,
	fill: (folder: string) => Promise<void>,
	signal?: AbortSignal,
): Promise<string> {
	let entry: string | undefined;
	try {
		await mkdir(artifacts, { recursive: true, mode: 0o700 });
		entry = await mkdtemp(join(artifacts, UNFINISHED));
		await mkdir(join(entry, FILES), { mode: 0o700 });
		await markUse(entry);
	} catch (error) {
		throw writing(error, dirname(artifacts));
	}
	try {
		await fill(join(entry, FILES));
		if (signal?.aborted) throw abortedError(signal);
		await writeManifest(entry, text, signal).catch((error) => {
			throw writing(error, dirname(artifacts));
		});
		return entry;
	} catch (error) {
		await rm(entry, { recursive: true, force: true });
		throw signal?.aborted ? abortedError(signal) : error;
	}
}

/** Renames a filled entry to where it belongs. One that another process put there first stays if it is whole. */
async function place(
	filled: string,
	{ artifacts, entry, text }: { readonly artifacts: string; readonly entry: string; readonly text: string },
): Promise<void> {
	await mkdir(dirname(entry), { recursive: true, mode: 0o700 });
	for (let attempt = 0; ; attempt++) {
		try {
			return await rename(filled, entry);
		} catch (error) {
			const taken = ["ENOTEMPTY", "EEXIST", "EPERM", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
			if (!taken || attempt === 10) throw error;
		}
		await markUse(entry);
		if (await isWhole(entry, text)) return;
		await removeEntry(artifacts, entry);
	}
}

/** An error of the file system as one that callers know what to do with; all others as they are. */
function writing(error: unknown, folder: string): unknown {
	const { code, message } = error as NodeJS.ErrnoException;
	if (error instanceof InferenceError || code === undefined) return error;
	const isFull = code === "ENOSPC" || code === "EDQUOT";
	return new InferenceError("UNAVAILABLE", `The cache ${folder} cannot be written: ${message}.`, {
		advice: isFull
			? `make room on the disk of ${folder}, or set POLYINFER_CACHE to a folder on another one`
			: "set POLYINFER_CACHE to the absolute path of a folder that only you can write",
		cause: error,
	});
}
