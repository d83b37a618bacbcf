import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import type { LibraryPlace, PlaceContent } from "./find-library.ts";
import { newestFirst } from "./newest-first.ts";

/** How a vendor's library is called, and where installers put it. */
export interface SystemLibrary {
	/** File names by platform, the preferred one first: `["libopenvino_c.so.*", "libopenvino_c.so"]`. */
	readonly names: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>;
	/** Folders where a vendor's installer puts it, absolute, beside those that the system itself looks into. */
	readonly systemFolders?: readonly string[];
	/**
	 * Variables that hold a folder of the vendor's, or several as `PATH` does, with where the library is below it:
	 * `{ INTEL_OPENVINO_DIR: "runtime/lib/intel64" }`.
	 */
	readonly systemVariables?: Readonly<Record<string, string>>;
	/** Folders below `site-packages` of a Python environment: `["openvino/libs"]`. */
	readonly pythonFolders?: readonly string[];
}

/** What tells where the system keeps its libraries. */
export interface SystemFolders {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Folders that the system's own loader looks into. */
	readonly libraries: readonly string[];
	/** Folders that hold `python3.x` folders. */
	readonly pythons: readonly string[];
}

const TRIPLES: Readonly<Record<string, string>> = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" };

/** Of this machine. The working directory is never among them. */
function systemFolders(): SystemFolders {
	const triple = TRIPLES[process.arch] ?? process.arch;
	return {
		environment: process.env,
		libraries: ["/usr/local/lib", "/opt/homebrew/lib", `/usr/lib/${triple}`, "/usr/lib64", "/usr/lib"],
		pythons: [join(homedir(), ".local/lib"), "/usr/local/lib", "/usr/lib"],
	};
}

/**
 * The place that `search: "system"` asks for: folders that the vendor's variables name, the active Python environment,
 * the system's folders, installed Pythons.
 */
export function systemPlace(library: SystemLibrary, system: SystemFolders = systemFolders()): LibraryPlace {
	return { name: "system", look: () => look(library, system) };
}

async function look(library: SystemLibrary, system: SystemFolders): Promise<PlaceContent> {
	const { environment, libraries } = system;
	const named = Object.entries(library.systemVariables ?? {}).map(([variable, below]) => [
		environment[variable],
		below,
	]);
	const folders = [
		...named.flatMap(([folders = "", below = ""]) =>
			folders.split(delimiter).map((folder) => (isAbsolute(folder) ? join(folder, below) : "")),
		),
		...(await pythonFolders(library.pythonFolders ?? [], system)),
		...(library.systemFolders ?? []),
		...libraries,
	];
	const patterns = (library.names[process.platform] ?? []).map(toExpression);
	const paths: string[] = [];
	for (const folder of new Set(folders.filter((path) => path !== ""))) {
		const files = newestFirst(await readdir(folder).catch(() => [] as string[]));
		for (const pattern of patterns)
			paths.push(...files.filter((file) => pattern.test(file)).map((file) => join(folder, file)));
	}
	return { paths, reason: "neither the system's folders nor a Python environment hold it" };
}

async function pythonFolders(below: readonly string[], { environment, pythons }: SystemFolders): Promise<string[]> {
	if (below.length === 0) return [];
	const active = [environment.VIRTUAL_ENV, environment.CONDA_PREFIX].filter((root) => root && isAbsolute(root));
	const packages: string[] = [];
	for (const lib of [...active.map((root) => join(root as string, "lib")), ...pythons]) {
		const versions = newestFirst(
			(await readdir(lib).catch(() => [] as string[])).filter((name) => /^python3/.test(name)),
		);
		for (const version of versions)
			packages.push(join(lib, version, "site-packages"), join(lib, version, "dist-packages"));
	}
	return packages.flatMap((folder) => below.map((path) => join(folder, path)));
}

function toExpression(name: string): RegExp {
	const parts = name.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`);
}
