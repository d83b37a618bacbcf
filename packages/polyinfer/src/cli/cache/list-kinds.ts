import { cacheFolder, MAX_BYTES } from "@polyinfer/engine-host/cache";
import { align } from "../align.ts";
import type { Outcome } from "../command.ts";
import { formatBytes, formatCount } from "../format-number.ts";
import { titleOf } from "./cache-kinds.ts";
import { readKinds } from "./read-kinds.ts";

/** `polyinfer cache`: what the cache holds, kind by kind, and how much it keeps. */
export async function listKinds(): Promise<Outcome> {
	const folder = cacheFolder();
	const kinds = await readKinds(folder);
	const bounded = kinds.filter(({ isBounded }) => isBounded).reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
	const json = kinds.map(({ usedMs, ...kind }) => ({
		...kind,
		title: titleOf(kind.kind),
		lastUsed: usedMs === undefined ? null : new Date(usedMs).toISOString(),
	}));
	return {
		exitCode: 0,
		json: { folder, sizeBytes: bounded, maxBytes: MAX_BYTES, kinds: json },
		text: (style) => {
			const rows = kinds.map(({ kind, entries, sizeBytes, usedMs }) => [
				kind,
				`${formatCount(entries)} ${entries === 1 ? "entry" : "entries"}`,
				formatBytes(sizeBytes),
				usedMs === undefined ? "" : `used ${localTime(usedMs)}`,
				style.dim(titleOf(kind)),
			]);
			const what = "of what was made; what was used least lately leaves";
			return [
				...(rows.length > 0 ? align(rows) : ["  Nothing is in the cache."]),
				"",
				`${formatBytes(bounded)} of at most ${formatBytes(MAX_BYTES)} ${what}. ${style.dim(folder)}`,
			].join("\n");
		},
	};
}

/** `2026-11-23 22:05`, here. */
function localTime(ms: number): string {
	const time = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
	return time.toISOString().slice(0, 16).replace("T", " ");
}
