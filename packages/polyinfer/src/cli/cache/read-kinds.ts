import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type CacheEntry, listCache } from "@polyinfer/engine-host/cache";
import { compareKinds } from "./cache-kinds.ts";

/** All entries of one kind. */
export interface CacheKind {
	readonly kind: string;
	/** Absolute. */
	readonly folder: string;
	readonly entries: number;
	readonly sizeBytes: number;
	/** When one of them was used last, in milliseconds since 1970; `undefined`: nobody knows. */
	readonly usedMs: number | undefined;
	/** Counts towards the bytes that the cache keeps. */
	readonly isBounded: boolean;
}

/** What lies in the cache, kind by kind. Makes and changes nothing, follows no link. Rejects as `listCache` does. */
export async function readKinds(folder: string): Promise<readonly CacheKind[]> {
	const made = await listCache(folder);
	const kinds = [...new Set(made.map(({ kind }) => kind))].map((kind) =>
		sum(kind, join(folder, "artifacts", kind), made),
	);
	const others = await Promise.all([
		readFolder(folder, "choices", 1),
		readFolder(folder, "links", 1),
		readFolder(folder, "engines", 2),
	]);
	return [...kinds, ...others.filter(({ entries }) => entries > 0)].sort((a, b) => compareKinds(a.kind, b.kind));
}

function sum(kind: string, folder: string, all: readonly CacheEntry[]): CacheKind {
	const entries = all.filter((entry) => entry.kind === kind);
	const usedMs = Math.max(0, ...entries.map((entry) => entry.usedMs));
	return {
		kind,
		folder,
		entries: entries.length,
		sizeBytes: entries.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0),
		usedMs: usedMs || undefined,
		isBounded: true,
	};
}

/** Entries that lie `depth` folders below; names with a dot in front are unfinished. */
async function readFolder(cache: string, kind: string, depth: number): Promise<CacheKind> {
	const folder = join(cache, kind);
	let paths = [folder];
	for (let level = 0; level < depth; level++) paths = (await Promise.all(paths.map(pathsIn))).flat();
	const sizes = await Promise.all(paths.map(bytesOf));
	const sizeBytes = sizes.reduce((bytes, size) => bytes + size, 0);
	return { kind, folder, entries: paths.length, sizeBytes, usedMs: undefined, isBounded: false };
}

async function pathsIn(folder: string): Promise<string[]> {
	const isFolder = (await lstat(folder).catch(() => undefined))?.isDirectory() === true;
	const names = isFolder ? await readdir(folder).catch(() => []) : [];
	return names.filter((name) => !name.startsWith(".")).map((name) => join(folder, name));
}

/** Of a file, or of all files below a folder. */
async function bytesOf(path: string): Promise<number> {
	const found = await lstat(path).catch(() => undefined);
	if (found?.isFile()) return found.size;
	const below = await Promise.all((await pathsIn(path)).map(bytesOf));
	return below.reduce((bytes, size) => bytes + size, 0);
}
