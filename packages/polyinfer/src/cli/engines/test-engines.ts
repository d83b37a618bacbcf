import { cacheFolder, engineFolder } from "@polyinfer/engine-host/cache";
import { align } from "../align.ts";
import type { EngineAction } from "./engine-action.ts";
import { readEngineFolder } from "./engine-manifest.ts";
import { describeSource, type EngineRow, engineRows } from "./engine-row.ts";
import { platformKey } from "./platform-key.ts";
import { tryEngine } from "./try-engine.ts";

/**
 * `polyinfer engines test`: compares every file with its hash and runs the smoke model. Without names, on each engine
 * that was added.
 */
export const testEngines: EngineAction = async (sources, context, { all }) => {
	const platform = platformKey();
	const cache = cacheFolder();
	const rows: EngineRow[] = [];
	let isAllRight = true;
	for (const source of sources) {
		const { id, version } = source;
		const folder = engineFolder(id, version, cache);
		const found = await readEngineFolder(folder, { contents: true });
		if (all && found.state === "missing") continue;
		const described = describeSource(source, platform);
		if (found.state === "broken") {
			const advice = `npx polyinfer engines add ${id}`;
			rows.push({ ...described, state: "found", folder, reason: found.reason, advice });
			isAllRight = false;
			continue;
		}
		const state = await tryEngine(source, found.state === "whole" ? folder : undefined, context);
		const whole = found.state === "whole" ? { folder, sizeBytes: found.sizeBytes } : { folder: null };
		rows.push({ ...described, ...state, ...whole });
		isAllRight &&= state.state === "runs" || (source.prove !== undefined && found.state === "whole" && !state.code);
	}
	return {
		exitCode: isAllRight ? 0 : 1,
		json: { platform, engines: rows },
		text: (style) =>
			rows.length === 0
				? "No engine was added yet: npx polyinfer engines add openvino"
				: align(rows.flatMap((row) => engineRows(row, style))).join("\n"),
	};
};
