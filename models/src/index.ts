import {
	ARCHIVES,
	type ArchiveId,
	FONTS,
	type FontsId,
	LIBRARIES,
	type LibraryId,
	MODELS,
	type ModelId,
	PICTURES,
	type PictureId,
	TEXTS,
	type TextId,
} from "./catalogue.ts";
import type { FetchOptions } from "./fetch/fetch-source.ts";
import type { Fetched } from "./fetch/source.ts";
import { fetchFile, filePath } from "./fetch-file.ts";

export type { ArchiveId, FontsId, LibraryId, ModelId, PictureId, TextId } from "./catalogue.ts";
export { readArchive } from "./fetch/archive/read-archive.ts";
export { cacheFolder } from "./fetch/cache-folder.ts";
export type { FetchOptions } from "./fetch/fetch-source.ts";
export type { Fetched } from "./fetch/source.ts";

/** The path of a model file, fetched or made on first use, or why it is `missing`. */
export function fetchModel(id: ModelId, options?: FetchOptions): Promise<Fetched> {
	return fetchFile(MODELS[id], options);
}

/** The path of a picture, fetched on first use, or why it is `missing`. */
export function fetchPicture(id: PictureId, options?: FetchOptions): Promise<Fetched> {
	return fetchFile(PICTURES[id], options);
}

/** The path of a text file, fetched or made on first use, or why it is `missing`. */
export function fetchText(id: TextId, options?: FetchOptions): Promise<Fetched> {
	return fetchFile(TEXTS[id], options);
}

/** The path of a fontconfig file, for `FONTCONFIG_FILE`, or why it is `missing`. */
export function fetchFonts(id: FontsId, options?: FetchOptions): Promise<Fetched> {
	return fetchFile(FONTS[id], options);
}

/** The path of an archive, fetched on first use, or why it is `missing`. */
export function fetchArchive(id: ArchiveId, options?: FetchOptions): Promise<Fetched> {
	return fetchFile(ARCHIVES[id], options);
}

/** The path of a shared library, fetched on first use, or why it is `missing`. */
export function fetchLibrary(id: LibraryId, options?: FetchOptions): Promise<Fetched> {
	return fetchFile(LIBRARIES[id], options);
}

/** Where {@link fetchModel} puts a model; says nothing of whether it is there. */
export function modelPath(id: ModelId, folder?: string): string {
	return filePath(MODELS[id], folder);
}
