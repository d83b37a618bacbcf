import { readdir, readFile } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { engineFolder } from "../cache/engine-folder.ts";
import type { LibraryPlace, PlaceContent } from "./find-library.ts";
import { newestFirst } from "./newest-first.ts";

/** What of `engine.json` is read here. */
interface EngineManifest {
	readonly version: string;
	/** Below the folder. */
	readonly library: string;
	readonly tools: Readonly<Record<string, string>>;
}

/** The place that `polyinfer engines add <id>` fills; the newest version in it. */
export function engineFolderPlace(id: string): LibraryPlace {
	return { name: `polyinfer engines add ${id}`, look: () => look(id) };
}

async function look(id: string): Promise<PlaceContent> {
	const reason = `\`polyinfer engines add ${id}\` has not been run`;
	let root: string;
	try {
		root = dirname(engineFolder(id, "0"));
	} catch (error) {
		return { paths: [], reason: (error as Error).message };
	}
	const versions = newestFirst(await readdir(root).catch(() => [] as string[]));
	let broken: string | undefined;
	for (const folder of versions.map((version) => join(root, version))) {
		const manifest = await readManifest(folder);
		if (manifest === "none") continue;
		if (manifest === "broken") {
			broken ??= `${join(folder, "engine.json")} is broken; run \`polyinfer engines add ${id}\` again`;
			continue;
		}
		const { version, library, tools } = manifest;
		const entries = Object.entries(tools).map(([name, path]) => [name, join(folder, path)] as const);
		return { paths: [join(folder, library)], version, tools: Object.fromEntries(entries) };
	}
	return { paths: [], reason: broken ?? reason };
}

async function readManifest(folder: string): Promise<EngineManifest | "none" | "broken"> {
	const text = await readFile(join(folder, "engine.json"), "utf8").catch(() => undefined);
	if (text === undefined) return "none";
	try {
		const { version, library, tools = {} } = JSON.parse(text) as Partial<EngineManifest>;
		const isRight = typeof version === "string" && [library, ...Object.values(tools)].every(isInside);
		return isRight ? { version, library: library as string, tools } : "broken";
	} catch {
		return "broken";
	}
}

function isInside(path: unknown): boolean {
	return typeof path === "string" && path !== "" && !isAbsolute(path) && !normalize(path).startsWith("..");
}
