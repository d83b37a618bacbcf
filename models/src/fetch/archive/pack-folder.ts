import { type Zippable, zipSync } from "fflate";

/** Files of a folder in one zip file, by path and not compressed: the same bytes from the same files on every machine. */
export function packFolder(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
	// The format's earliest time, which it keeps without a time zone.
	const options = { level: 0, mtime: new Date(1980, 0, 1) } as const;
	const entries: Zippable = {};
	for (const path of [...files.keys()].sort()) entries[path] = [files.get(path) as Uint8Array, options];
	return zipSync(entries);
}
