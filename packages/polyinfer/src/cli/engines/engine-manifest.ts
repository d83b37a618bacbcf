import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineSource, PlatformFetch } from "@polyinfer/engine-host";
import { sha256OfFile } from "@polyinfer/engine-host/cache";

/** What `engine.json` in an engine's folder says. The finder of libraries reads `version`, `library` and `tools`. */
export interface EngineManifest {
	readonly id: string;
	readonly version: string;
	readonly licence: string;
	/** Below the folder, with `/`, as are all paths here. */
	readonly library: string;
	readonly tools: Readonly<Record<string, string>>;
	/** What it was made from. */
	readonly packages: readonly { readonly package: string; readonly version: string; readonly sha256: string }[];
	readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: string }[];
}

/** How an engine's folder is found: as it was filled, not there, or how it differs from what it says. */
export type EngineFolderState =
	| { readonly state: "whole"; readonly manifest: EngineManifest; readonly sizeBytes: number }
	| { readonly state: "missing" }
	| { readonly state: "broken"; readonly reason: string };

const FILE = "engine.json";

/** Writes `engine.json` of a filled folder. Rejects where a file that belongs into it is not there. */
export async function writeEngineManifest(
	folder: string,
	source: EngineSource,
	platform: PlatformFetch,
): Promise<void> {
	const { id, version, licence } = source;
	const { library, tools = {}, packages } = platform;
	const files = await Promise.all(
		pathsOf(platform).map(async (path) => {
			const file = join(folder, path);
			return { path, sizeBytes: (await stat(file)).size, sha256: await sha256OfFile(file) };
		}),
	);
	const pins = packages.map(({ package: name, version, sha256 }) => ({ package: name, version, sha256 }));
	const manifest: EngineManifest = { id, version, licence, library, tools, packages: pins, files };
	await writeFile(join(folder, FILE), `${JSON.stringify(manifest, null, "\t")}\n`, { flag: "wx" });
}

/** Everything in the folder of an engine but `engine.json`. */
function pathsOf({ packages, library, tools = {} }: PlatformFetch): string[] {
	return [...new Set([library, ...Object.values(tools), ...packages.flatMap(({ files }) => files)])];
}

/**
 * Looks whether the folder is as it was filled: every file there with its size, or, with `contents`, with its hash.
 * With `pinned` one that was made from other packages is broken. Never rejects.
 */
export async function readEngineFolder(
	folder: string,
	{ pinned, contents = false }: { readonly pinned?: PlatformFetch | undefined; readonly contents?: boolean } = {},
): Promise<EngineFolderState> {
	const text = await readFile(join(folder, FILE), "utf8").catch(() => undefined);
	if (text === undefined)
		return (await stat(folder).catch(() => undefined))
			? { state: "broken", reason: `${folder} has no ${FILE}` }
			: { state: "missing" };
	let manifest: EngineManifest;
	try {
		manifest = JSON.parse(text) as EngineManifest;
		const made = manifest.packages.map(({ sha256 }) => sha256).join();
		if (pinned && made !== pinned.packages.map(({ sha256 }) => sha256).join())
			return { state: "broken", reason: `${folder} was made from other packages than are pinned` };
		let sizeBytes = 0;
		for (const file of manifest.files) {
			const wrong = await faultOf(join(folder, file.path), file, contents);
			if (wrong !== undefined) return { state: "broken", reason: wrong };
			sizeBytes += file.sizeBytes;
		}
		return { state: "whole", manifest, sizeBytes };
	} catch {
		return { state: "broken", reason: `${join(folder, FILE)} is damaged` };
	}
}

async function faultOf(
	path: string,
	{ sizeBytes, sha256 }: EngineManifest["files"][number],
	contents: boolean,
): Promise<string | undefined> {
	const found = await stat(path).catch(() => undefined);
	if (!found?.isFile()) return `${path} is not there`;
	if (found.size !== sizeBytes) return `${path} has ${found.size} bytes, not ${sizeBytes}`;
	if (contents && (await sha256OfFile(path).catch(() => "")) !== sha256)
		return `${path} has another content than it had`;
	return undefined;
}
