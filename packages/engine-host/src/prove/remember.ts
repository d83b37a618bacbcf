import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LibraryProof } from "./proof-request.ts";

const FILE = "proof.json";

/**
 * What `prove` found, or what it found before for the same key. A cache that does not work is as good as none: what was
 * proved is given all the same, and proved again if need be.
 */
export async function remember<T>(
	{ cache, signal }: Pick<LibraryProof, "cache" | "signal">,
	key: Readonly<Record<string, string | number | boolean>>,
	prove: () => Promise<T>,
): Promise<T> {
	if (cache === undefined) return prove();
	let proof: Promise<T> | undefined;
	try {
		const { path } = await cache.folder(
			"proof",
			key,
			async (folder) => {
				proof = prove();
				await writeFile(join(folder, FILE), JSON.stringify(await proof));
			},
			signal,
		);
		return proof === undefined ? (JSON.parse(await readFile(join(path, FILE), "utf8")) as T) : await proof;
	} catch {
		return proof ?? prove();
	}
}

/** What tells one state of a file from another without reading it. */
async function identityOf(path: string): Promise<string> {
	const { size, mtimeMs, ino } = await stat(path).catch(() => ({ size: -1, mtimeMs: 0, ino: 0 }));
	return `${path} ${size} ${mtimeMs} ${ino}`;
}

/** The parts of a key that engine and library make. */
export async function libraryKey(request: LibraryProof): Promise<Record<string, string>> {
	return {
		engine: await identityOf(request.engine),
		library: request.library === undefined ? "" : await identityOf(request.library),
		loadOptions: stable(request.loadOptions ?? {}),
	};
}

/** The same text for the same options in any order. */
export function stable(options: Readonly<Record<string, string>>): string {
	return JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}
