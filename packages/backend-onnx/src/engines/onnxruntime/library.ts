import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { checkLibrary } from "./check-library.ts";

/** Where a library was found, or why none was and the line to type. */
export type LibrarySearch =
	| {
			readonly status: "found";
			/** Absolute and canonical. */
			readonly path: string;
			/** What led to it: `"option"`, `"environment"`, or a package's name. */
			readonly source: string;
			/** As its package says; unknown for a path that the user gave. */
			readonly version?: string;
	  }
	| { readonly status: "missing"; readonly reason: string; readonly advice: string };

/** Where to look. */
export interface LibrarySearchOptions {
	/** The path that the caller gave, if any. */
	readonly library?: string;
	/** Default: `process.env`. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Finds a package's `package.json`; throws where it is not installed. Default: as this package sees it. */
	readonly resolve?: (specifier: string) => string;
}

/** The variable that names a library. */
export const LIBRARY_VARIABLE = "POLYINFER_ONNXRUNTIME_LIBRARY";

const NAMES: Readonly<Record<string, readonly string[]>> = {
	linux: ["libonnxruntime.so.1", "libonnxruntime.so"],
	darwin: ["libonnxruntime.1.dylib", "libonnxruntime.dylib"],
	win32: ["onnxruntime.dll"],
};

/**
 * Finds ONNX Runtime's shared library: the caller's path, else the variable's, else our package for this platform,
 * else the one inside onnxruntime-node. A path that somebody named is never replaced by another. Loads nothing.
 */
export async function findLibrary(options: LibrarySearchOptions = {}): Promise<LibrarySearch> {
	const environment = options.environment ?? process.env;
	const resolve = options.resolve ?? ((specifier: string) => createRequire(import.meta.url).resolve(specifier));
	if (options.library !== undefined) return named(options.library, "option", "option `library`");
	const variable = environment[LIBRARY_VARIABLE];
	if (variable) return named(variable, "environment", LIBRARY_VARIABLE);
	const platformPackage = `@polyinfer/onnxruntime-${process.platform}-${process.arch}`;
	const refused: string[] = [];
	for (const [name, folders] of [
		[platformPackage, platformFolders],
		["onnxruntime-node", napiFolders],
	] as const) {
		const found = await inPackage(name, folders, resolve, refused);
		if (found) return found;
	}
	return {
		status: "missing",
		reason: `ONNX Runtime's library was not found: ${refused.join("; ")}`,
		advice: "npm install onnxruntime-node --ignore-scripts",
	};
}

/** The library inside an installed onnxruntime-node, which its JavaScript uses; `undefined` where there is none. */
export async function findLibraryOfNode(): Promise<string | undefined> {
	const resolve = createRequire(import.meta.url).resolve;
	const found = await inPackage("onnxruntime-node", napiFolders, resolve, []);
	return found?.status === "found" ? found.path : undefined;
}

async function named(path: string, source: string, where: string): Promise<LibrarySearch> {
	const checked = await checkLibrary(path);
	if (checked.ok) return { status: "found", path: checked.path, source };
	return {
		status: "missing",
		reason: `The library named by ${where} cannot be used: ${checked.reason}`,
		advice:
			source === "option"
				? `Give the absolute path of ${fileName()}, or leave the option out.`
				: `unset ${LIBRARY_VARIABLE}`,
	};
}

interface Manifest {
	readonly version: string;
	/** Version of the library, in our own packages. */
	readonly onnxruntime?: string;
}

async function inPackage(
	name: string,
	foldersOf: (root: string) => Promise<string[]>,
	resolve: (specifier: string) => string,
	refused: string[],
): Promise<LibrarySearch | undefined> {
	let manifest: string;
	try {
		manifest = resolve(`${name}/package.json`);
	} catch {
		refused.push(`${name} is not installed`);
		return undefined;
	}
	let reason = `${name} holds no ${fileName()}`;
	for (const folder of await foldersOf(dirname(manifest)))
		for (const file of await present(folder)) {
			const checked = await checkLibrary(join(folder, file));
			if (!checked.ok) {
				reason = checked.reason;
				continue;
			}
			const { version, onnxruntime } = JSON.parse(await readFile(manifest, "utf8")) as Manifest;
			return { status: "found", path: checked.path, source: name, version: onnxruntime ?? version };
		}
	refused.push(reason);
	return undefined;
}

function platformFolders(root: string): Promise<string[]> {
	return Promise.resolve([join(root, "lib")]);
}

/** onnxruntime-node keeps one folder for each version of Node's interface; the newest first. */
async function napiFolders(root: string): Promise<string[]> {
	const bin = join(root, "bin");
	const versions = (await list(bin)).filter((name) => name.startsWith("napi-v"));
	return versions
		.sort()
		.reverse()
		.map((version) => join(bin, version, process.platform, process.arch));
}

/** The library's names that are in the folder. */
async function present(folder: string): Promise<string[]> {
	const files = await list(folder);
	return (NAMES[process.platform] ?? []).filter((name) => files.includes(name));
}

async function list(folder: string): Promise<string[]> {
	return readdir(folder).catch(() => []);
}

function fileName(): string {
	return NAMES[process.platform]?.[0] ?? "library";
}
