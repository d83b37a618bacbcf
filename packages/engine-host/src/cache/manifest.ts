import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { sha256OfFile } from "./sha256-of-file.ts";

/** Beside the folder of an entry's files; its time of change is the time of last use. */
export const MANIFEST = "entry.json";
/** The folder that callers get. */
export const FILES = "files";

/** What an entry was made from and what it holds. */
interface Manifest {
	readonly format: 1;
	readonly key: string;
	/** Null: an engine keeps files of its own here, as it likes. */
	readonly files: readonly ManifestFile[] | null;
}

interface ManifestFile {
	/** Below {@link FILES}, with `/`. */
	readonly path: string;
	readonly sizeBytes: number;
	readonly sha256: string;
}

/** Writes the manifest of a filled entry. Rejects with ENGINE where it holds something else than files and folders. */
export async function writeManifest(entry: string, key: string, signal?: AbortSignal): Promise<void> {
	const files: ManifestFile[] = [];
	for (const path of await listFiles(join(entry, FILES))) {
		const absolute = join(entry, FILES, path);
		files.push({ path, sizeBytes: (await lstat(absolute)).size, sha256: await sha256OfFile(absolute, signal) });
	}
	const manifest: Manifest = { format: 1, key, files };
	await writeFile(join(entry, MANIFEST), JSON.stringify(manifest), { flag: "wx", mode: 0o600 });
}

/** Writes the manifest of an entry that an engine fills as it likes, where there is none. */
export async function writeWorkManifest(entry: string, key: string): Promise<void> {
	const manifest: Manifest = { format: 1, key, files: null };
	await writeFile(join(entry, MANIFEST), JSON.stringify(manifest), { flag: "wx", mode: 0o600 }).catch(
		(error: NodeJS.ErrnoException) => {
			if (error.code !== "EEXIST") throw error;
		},
	);
}

/** Whether an entry is whole: made from this key, the same files, each with its hash. Rejects with ABORTED only. */
export async function isWhole(entry: string, key: string, signal?: AbortSignal): Promise<boolean> {
	try {
		const manifest = await readManifest(entry);
		if (manifest?.format !== 1 || manifest.key !== key || manifest.files === null) return false;
		const found = await listFiles(join(entry, FILES));
		const expected = new Map(manifest.files.map((file) => [file.path, file]));
		if (found.length !== expected.size) return false;
		for (const path of found) {
			const file = expected.get(path);
			const absolute = join(entry, FILES, path);
			if (file === undefined || (await lstat(absolute)).size !== file.sizeBytes) return false;
			if ((await sha256OfFile(absolute, signal)) !== file.sha256) return false;
		}
		return true;
	} catch (error) {
		if (error instanceof InferenceError && error.code === "ABORTED") throw error;
		return false;
	}
}

/** How large an entry is, as its manifest says; what an engine fills is measured. Never rejects. */
export async function sizeOf(entry: string): Promise<{ readonly sizeBytes: number; readonly isWork: boolean }> {
	const manifest = await readManifest(entry).catch(() => undefined);
	if (manifest?.files === null) return { sizeBytes: await bytesBelow(join(entry, FILES)), isWork: true };
	return { sizeBytes: manifest?.files.reduce((sum, file) => sum + file.sizeBytes, 0) ?? 0, isWork: false };
}

/** Links are not followed. */
async function bytesBelow(folder: string): Promise<number> {
	let bytes = 0;
	for (const found of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
		const path = join(folder, found.name);
		if (found.isDirectory()) bytes += await bytesBelow(path);
		else if (found.isFile()) bytes += (await lstat(path).catch(() => undefined))?.size ?? 0;
	}
	return bytes;
}

async function readManifest(entry: string): Promise<Manifest | undefined> {
	const manifest = JSON.parse(await readFile(join(entry, MANIFEST), "utf8")) as Manifest | null;
	return Array.isArray(manifest?.files) || manifest?.files === null ? (manifest as Manifest) : undefined;
}

/** Regular files below `folder`, sorted, with `/`. A link could lead anywhere: it is refused, as is everything else. */
async function listFiles(folder: string): Promise<string[]> {
	const files: string[] = [];
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		if (entry.isDirectory())
			files.push(...(await listFiles(join(folder, entry.name))).map((path) => `${entry.name}/${path}`));
		else if (entry.isFile()) files.push(entry.name);
		else throw new InferenceError("ENGINE", `Expected files and folders in the cache but ${entry.name} is neither.`);
	}
	return files.sort();
}
