import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArtifactCache, ArtifactKey, ModelFile } from "@polyinfer/core";

const KIND = "timings";
const FILE = "timing";

/** What an open gets beside its own files and options. */
export interface TimingsToOpen {
	readonly files: readonly ModelFile[];
	readonly options: Readonly<Record<string, string>>;
}

/**
 * Opens with what an earlier build of the key has measured, as the file `timing`; where there is none, by option
 * `timingCache` the engine writes what it measures, and that is kept. What cannot be kept is no failure.
 */
export async function withTimings<Opened>(
	{
		cache,
		key,
		signal,
	}: { readonly cache: ArtifactCache; readonly key: ArtifactKey; readonly signal?: AbortSignal | undefined },
	open: (more: TimingsToOpen) => Promise<Opened>,
): Promise<Opened> {
	const known = await find(cache, key, signal);
	if (known !== undefined) return open({ files: [{ name: FILE, path: known, bytes: new Uint8Array(0) }], options: {} });
	const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
	const path = join(folder, FILE);
	try {
		const opened = await open({ files: [], options: { timingCache: path } });
		const isWritten = (await stat(path).catch(() => undefined))?.isFile() === true;
		if (isWritten) await cache.folder(KIND, key, (into) => copyFile(path, join(into, FILE))).catch(() => undefined);
		return opened;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Thrown where nothing is known yet, so that nothing is kept. */
class NothingYet extends Error {}

async function find(cache: ArtifactCache, key: ArtifactKey, signal?: AbortSignal): Promise<string | undefined> {
	try {
		const fill = (): Promise<void> => Promise.reject(new NothingYet());
		return join((await cache.folder(KIND, key, fill, signal)).path, FILE);
	} catch (error) {
		if (signal?.aborted) throw error;
		return undefined;
	}
}
