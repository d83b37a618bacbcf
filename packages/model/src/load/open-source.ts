import { InferenceError, type ModelFileSource } from "@polyinfer/core";
import { besideUrl } from "./beside.ts";
import { blobSource } from "./blob-source.ts";
import { fetchSource } from "./fetch-source.ts";
import { memorySource } from "./memory-source.ts";
import type { Opened } from "./opened.ts";
import { bytesOf, isBlob, isUrl } from "./sources-of.ts";

/** Opens bytes, Blobs and URLs; texts are addresses relative to the page. Rejects with INVALID_ARGUMENT and as `fetchSource`. */
export async function openSource(source: ModelFileSource, signal?: AbortSignal): Promise<Opened> {
	const bytes = bytesOf(source);
	if (bytes !== undefined) return { main: memorySource(bytes) };
	if (isBlob(source)) return { main: blobSource(source) };
	const url = isUrl(source) ? source : addressOf(source as string);
	const beside = besideUrl(url, signal);
	return { main: await fetchSource(url, signal), ...(beside === undefined ? {} : { beside }) };
}

function addressOf(text: string): URL {
	const page: string | undefined = globalThis.location?.href;
	try {
		return new URL(text, page);
	} catch (cause) {
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected the address of a model but received \`${text.slice(0, 200)}\`.`,
			{
				advice: "Paths in the file system need Node and the loader of @polyinfer/model/node.",
				cause,
			},
		);
	}
}
