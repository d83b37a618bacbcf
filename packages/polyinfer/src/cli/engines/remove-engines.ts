import { mkdtemp, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { cacheFolder, engineFolder } from "@polyinfer/engine-host/cache";
import { align } from "../align.ts";
import type { EngineAction } from "./engine-action.ts";

/** `polyinfer engines remove`: takes away every version of an engine that `add` has fetched. */
export const removeEngines: EngineAction = async (sources) => {
	const engines = join(cacheFolder(), "engines");
	const removed: { id: string; folder: string; removed: boolean }[] = [];
	for (const { id, version } of sources) {
		const folder = dirname(engineFolder(id, version));
		removed.push({ id, folder, removed: await remove(folder, engines) });
	}
	return {
		exitCode: 0,
		json: { engines: removed },
		text: () =>
			align(removed.map((row) => [row.id, row.removed ? `removed ${row.folder}` : "was not there"])).join("\n"),
	};
};

/** Under another name first: nobody finds half of an engine. */
async function remove(folder: string, engines: string): Promise<boolean> {
	if (!(await stat(folder).catch(() => undefined))) return false;
	try {
		const temporary = await mkdtemp(join(engines, ".removing-"));
		await rename(folder, join(temporary, "engine"));
		await rm(temporary, { recursive: true, force: true });
		return true;
	} catch (cause) {
		throw new InferenceError("UNAVAILABLE", `${folder} cannot be removed: ${(cause as Error).message}.`, {
			advice: `rm -r ${folder}`,
			cause,
		});
	}
}
