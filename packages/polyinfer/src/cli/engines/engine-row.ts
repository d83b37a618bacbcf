import type { EngineSource } from "@polyinfer/engine-host";
import type { BackendState } from "../backend-state.ts";
import { formatBytes, formatMs } from "../format-number.ts";
import type { Style } from "../style.ts";

/** What is told of one engine. */
export interface EngineRow extends Partial<BackendState> {
	readonly id: string;
	readonly licence: string;
	/** Version that `add` fetches. */
	readonly pinnedVersion: string;
	/** Folder that `add` filled; null where it has not. */
	readonly folder: string | null;
	/** Bytes of that folder; where there is none, what it would take. */
	readonly sizeBytes: number | null;
	/** Bytes that `add` would fetch; null where there is nothing to fetch for this platform. */
	readonly downloadBytes: number | null;
}

/** What is known of an engine without trying it. */
export function describeSource(
	{ id, licence, version, platforms }: EngineSource,
	platform: string,
): Omit<EngineRow, "folder"> {
	const pinned = platforms[platform];
	return {
		id,
		licence,
		pinnedVersion: version,
		sizeBytes: pinned?.diskBytes ?? null,
		downloadBytes: pinned?.packages.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0) ?? null,
	};
}

/** One engine as cells of a table: its name, doctor's word, what is known, and below that what to type. */
export function engineRows(row: EngineRow, style: Style): string[][] {
	const { id, state = "missing", reason, advice, ms } = row;
	const smoke = ms === undefined ? [] : [`smoke model right in ${formatMs(ms)}`];
	const paint = state === "runs" ? style.green : state === "missing" ? style.dim : style.yellow;
	const facts = [`${row.version ?? row.pinnedVersion}, ${row.licence}`, sizeText(row), ...smoke].filter(Boolean);
	const below = [row.folder ?? row.library, reason].filter((line) => line !== undefined);
	return [
		[id, paint(state), facts.join(", ")],
		...below.map((line) => ["", "", style.dim(line)]),
		...(advice ? [["", "", `${style.dim("->")} ${advice}`]] : []),
	];
}

function sizeText({ folder, sizeBytes, downloadBytes }: EngineRow): string {
	if (sizeBytes === null) return "nothing to fetch for this platform";
	if (folder !== null) return `${formatBytes(sizeBytes)} on disk`;
	return downloadBytes === null ? "" : `${formatBytes(downloadBytes)} to fetch, ${formatBytes(sizeBytes)} on disk`;
}
