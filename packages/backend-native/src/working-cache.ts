import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArtifactCache, toInferenceError } from "@polyinfer/core";

/** A cache that is always there: what the given one cannot keep lasts until `dispose`. */
export interface WorkingCache extends ArtifactCache {
	dispose(): Promise<void>;
}

/** `cache` where there is one and it works, temporary folders else. */
export function workingCache(cache: ArtifactCache | undefined): WorkingCache {
	const temporary: string[] = [];
	const inTemporary = async (fill: (folder: string) => Promise<void>): Promise<{ path: string; reused: boolean }> => {
		const path = await mkdtemp(join(tmpdir(), "polyinfer-"));
		temporary.push(path);
		await fill(path);
		return { path, reused: false };
	};
	return {
		async folder(kind, key, fill, signal) {
			if (cache === undefined) return inTemporary(fill);
			let isFilling = false;
			const watched = (folder: string): Promise<void> => {
				isFilling = true;
				return fill(folder);
			};
			try {
				return await cache.folder(kind, key, watched, signal);
			} catch (error) {
				// What the maker of the files says is his own failure.
				if (isFilling || toInferenceError(error).code !== "UNAVAILABLE") throw error;
				return inTemporary(fill);
			}
		},
		async dispose() {
			await Promise.all(temporary.splice(0).map((path) => rm(path, { recursive: true, force: true })));
		},
	};
}
