import { cacheFolder, engineFolder } from "@polyinfer/engine-host/cache";
import { align } from "../align.ts";
import type { EngineAction } from "./engine-action.ts";
import { readEngineFolder } from "./engine-manifest.ts";
import { describeSource, type EngineRow, engineRows } from "./engine-row.ts";
import { platformKey } from "./platform-key.ts";
import { tryEngine } from "./try-engine.ts";

/** `polyinfer engines list`: what is here, how far it gets, and what to type for the rest. */
export const listEngines: EngineAction = async (sources, context) => {
	const platform = platformKey();
	const rows: EngineRow[] = [];
	for (const source of sources) {
		const { id, version } = source;
		const described = describeSource(source, platform);
		const folder = folderOf(id, version);
		const found = folder === undefined ? undefined : await readEngineFolder(folder);
		const state = await tryEngine(source, found?.state === "whole" ? folder : undefined, context);
		const broken = found?.state === "broken" ? { reason: found.reason, advice: `npx polyinfer engines add ${id}` } : {};
		if (found?.state === "whole")
			rows.push({ ...described, ...state, folder: folder ?? null, sizeBytes: found.sizeBytes });
		else rows.push({ ...described, ...state, ...(state.state === "runs" ? {} : broken), folder: null });
	}
	return {
		exitCode: 0,
		json: { platform, folder: folderOf("all", "0") === undefined ? null : cacheFolder(), engines: rows },
		text: (style) => align(rows.flatMap((row) => engineRows(row, style))).join("\n"),
	};
};

/** `undefined` where this user has no folder for a cache: engines may be found elsewhere all the same. */
function folderOf(id: string, version: string): string | undefined {
	try {
		return engineFolder(id, version);
	} catch {
		return undefined;
	}
}
