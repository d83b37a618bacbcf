import { InferenceError } from "@polyinfer/core";
import { blobSource } from "./blob-source.ts";
import { fetchSource } from "./fetch-source.ts";
import type { Beside } from "./opened.ts";

/** Files that were handed in together, found by their names without folders. */
export function besideInList(files: readonly File[]): (path: string) => Promise<Beside> {
	return async (path) => {
		const name = path.slice(path.lastIndexOf("/") + 1);
		const file = files.find((one) => one.name === name);
		return file === undefined ? {} : { source: blobSource(file) };
	};
}

/** Files at addresses beside a model's own, with its query, as that may hold a key. Rejects as `fetchSource`. */
export function besideUrl(model: URL, signal?: AbortSignal): ((path: string) => Promise<Beside>) | undefined {
	if (!/^https?:$/.test(model.protocol)) return undefined;
	return async (path) => {
		const url = new URL(path, model);
		url.search = model.search;
		try {
			return { source: await fetchSource(url, signal) };
		} catch (error) {
			if (error instanceof InferenceError && /: HTTP 404 /.test(error.message)) return {};
			throw error;
		}
	};
}
