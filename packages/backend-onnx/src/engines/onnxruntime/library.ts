import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
	findLibrary as findAnyLibrary,
	type LibraryPlace,
	type LibrarySearch,
	packagePlace,
	requireFrom,
} from "@polyinfer/engine-host";

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
export function findLibrary(options: LibrarySearchOptions = {}): Promise<LibrarySearch> {
	const { library, environment, resolve = resolveHere } = options;
	return findAnyLibrary({
		title: "ONNX Runtime",
		fileName: fileNames()[0] ?? "library",
		library,
		variable: LIBRARY_VARIABLE,
		environment,
		places: [
			packagePlace({
				name: `@polyinfer/onnxruntime-${process.platform}-${process.arch}`,
				fileNames: fileNames(),
				versionField: "onnxruntime",
				resolve,
			}),
			onnxruntimeNode(resolve),
		],
		advice: "npm install onnxruntime-node --ignore-scripts",
	});
}

/** The library inside an installed onnxruntime-node, which its JavaScript uses; `undefined` where there is none. */
export async function findLibraryOfNode(): Promise<string | undefined> {
	const found = await findAnyLibrary({
		title: "ONNX Runtime",
		fileName: fileNames()[0] ?? "library",
		variable: LIBRARY_VARIABLE,
		environment: {},
		places: [onnxruntimeNode(resolveHere)],
		advice: "",
	});
	return found.status === "found" ? found.path : undefined;
}

function resolveHere(specifier: string): string {
	return requireFrom(import.meta.url).resolve(specifier);
}

function onnxruntimeNode(resolve: (specifier: string) => string): LibraryPlace {
	return packagePlace({ name: "onnxruntime-node", fileNames: fileNames(), folders: napiFolders, resolve });
}

/** onnxruntime-node keeps one folder for each version of Node's interface; the newest first. */
async function napiFolders(root: string): Promise<string[]> {
	const bin = join(root, "bin");
	const names = await readdir(bin).catch(() => [] as string[]);
	const versions = names.filter((name) => name.startsWith("napi-v"));
	return versions
		.sort()
		.reverse()
		.map((version) => join(bin, version, process.platform, process.arch));
}

function fileNames(): readonly string[] {
	return NAMES[process.platform] ?? [];
}
