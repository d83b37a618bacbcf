import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { withFileLock } from "../fetch/file-lock.ts";
import { sha256 } from "../fetch/sha256.ts";
import type { Source } from "../fetch/source.ts";
import { writeAtomically } from "../fetch/write-atomically.ts";
import type { Derivation } from "./derivation.ts";

/**
 * Makes `file` out of the fetched files in `folder`, where it is not there yet as this recipe makes it.
 * A note beside it, `<file>.json`, says what it was made from and its sha256. Gives the path.
 */
export async function deriveFile(
	source: Source,
	derivation: Derivation,
	folder: string,
	file: string,
): Promise<string> {
	const path = join(folder, file);
	const from = sha256(Buffer.from(JSON.stringify([derivation.recipe, source.files.map((one) => one.sha256)])));
	if (await isMade(path, from)) return path;
	return withFileLock(join(folder, ".lock"), async () => {
		if (await isMade(path, from)) return path;
		const content = Buffer.from(await derivation.make(folder));
		await rm(note(path), { force: true });
		await writeAtomically(path, content);
		await writeAtomically(note(path), `${JSON.stringify({ from, sha256: sha256(content) })}\n`);
		return path;
	});
}

const note = (path: string): string => `${path}.json`;

async function isMade(path: string, from: string): Promise<boolean> {
	try {
		const noted = JSON.parse(await readFile(note(path), "utf8")) as { from?: string; sha256?: string };
		return noted.from === from && noted.sha256 === sha256(await readFile(path));
	} catch {
		return false;
	}
}
