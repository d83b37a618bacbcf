import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { suggestion } from "@polyinfer/core";
import { type ClearedEntry, cacheFolder, clearCache } from "@polyinfer/engine-host/cache";
import { align } from "../align.ts";
import type { Outcome } from "../command.ts";
import { formatBytes, formatCount } from "../format-number.ts";
import { UsageError } from "../usage-error.ts";
import { compareKinds, KEPT } from "./cache-kinds.ts";
import { readKinds } from "./read-kinds.ts";

/** What became of one kind. */
interface ClearedKind {
	readonly kind: string;
	readonly removed: number;
	readonly freedBytes: number;
	/** Entries that stay, since these processes use them. */
	readonly inUse: number;
	readonly users: readonly number[];
}

/** `polyinfer cache clear`: removes what was made and nobody uses, of these kinds or of all. */
export async function clearKinds(asked: readonly string[]): Promise<Outcome> {
	const folder = cacheFolder();
	const here = (await readKinds(folder)).map(({ kind }) => kind);
	for (const kind of asked) {
		if (Object.hasOwn(KEPT, kind)) throw new UsageError(`\`polyinfer cache clear\` leaves ${kind}: ${KEPT[kind]}.`);
		if (here.includes(kind) || kind === "choices") continue;
		const known = here.filter((one) => !Object.hasOwn(KEPT, one));
		const kinds = known.length > 0 ? `Kinds: ${known.join(", ")}.` : "The cache is empty.";
		throw new UsageError(`There is no kind \`${kind}\` in the cache.${suggestion(kind, known)} ${kinds}`);
	}
	const isAsked = (kind: string): boolean => asked.length === 0 || asked.includes(kind);
	// Without a kind of this sort, an empty list would mean all.
	const made = asked.filter((kind) => kind !== "choices");
	const entries = asked.length > 0 && made.length === 0 ? [] : await clearCache(made, folder);
	const kinds = [...new Set(entries.map(({ kind }) => kind))].map((kind) => sum(kind, entries));
	const choices = isAsked("choices") ? await clearChoices(join(folder, "choices")) : undefined;
	const cleared = [...kinds, ...(choices ? [choices] : [])].sort((a, b) => compareKinds(a.kind, b.kind));
	const freedBytes = cleared.reduce((bytes, kind) => bytes + kind.freedBytes, 0);
	return {
		exitCode: 0,
		json: { folder, freedBytes, kinds: cleared },
		text: () =>
			cleared.length === 0
				? "  There is nothing to clear."
				: [...align(cleared.map(rowOf)), "", `${formatBytes(freedBytes)} freed.`].join("\n"),
	};
}

function sum(kind: string, all: readonly ClearedEntry[]): ClearedKind {
	const entries = all.filter((entry) => entry.kind === kind);
	const gone = entries.filter(({ users }) => users.length === 0);
	return {
		kind,
		removed: gone.length,
		freedBytes: gone.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0),
		inUse: entries.length - gone.length,
		users: [...new Set(entries.flatMap(({ users }) => users))].sort((a, b) => a - b),
	};
}

function rowOf({ kind, removed, freedBytes, inUse, users }: ClearedKind): string[] {
	const processes = users.length === 1 ? `process ${users[0]} uses` : `processes ${users.join(", ")} use`;
	return [
		kind,
		`${formatCount(removed)} removed`,
		formatBytes(freedBytes),
		inUse === 0 ? "" : `${formatCount(inUse)} left: ${processes} ${inUse === 1 ? "it" : "them"}`,
	];
}

/** A file is read whole or not at all, so that nobody's use of it is disturbed. */
async function clearChoices(folder: string): Promise<ClearedKind | undefined> {
	const isFolder = (await lstat(folder).catch(() => undefined))?.isDirectory() === true;
	const names = isFolder ? await readdir(folder).catch(() => []) : [];
	let freedBytes = 0;
	let removed = 0;
	for (const name of names.filter((one) => /^[0-9a-f]{64}\.json$/.test(one))) {
		const path = join(folder, name);
		const found = await lstat(path).catch(() => undefined);
		if (!found?.isFile()) continue;
		await rm(path, { force: true });
		removed++;
		freedBytes += found.size;
	}
	return removed === 0 ? undefined : { kind: "choices", removed, freedBytes, inUse: 0, users: [] };
}
