import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LibraryPlace, PlaceContent } from "./find-library.ts";

/** An npm package that may hold a library. */
export interface PackagePlace {
	/** The package's name. */
	readonly name: string;
	/** How the library's file is called, the preferred name first. */
	readonly fileNames: readonly string[];
	/** Folders to look into, the preferred one first. Default: `lib`. */
	readonly folders?: (root: string) => Promise<readonly string[]>;
	/** The field of `package.json` that holds the library's version; where it lacks it, the package's own is taken. */
	readonly versionField?: string;
	/** Finds the package's `package.json`; throws where it is not installed. */
	readonly resolve: (specifier: string) => string;
}

/** The place for a library inside an npm package. */
export function packagePlace(place: PackagePlace): LibraryPlace {
	return { name: place.name, look: () => look(place) };
}

async function look({ name, fileNames, folders, versionField, resolve }: PackagePlace): Promise<PlaceContent> {
	let manifest: string;
	try {
		manifest = resolve(`${name}/package.json`);
	} catch {
		return { paths: [], reason: `${name} is not installed` };
	}
	const root = dirname(manifest);
	const paths: string[] = [];
	for (const folder of (await folders?.(root)) ?? [join(root, "lib")]) {
		const files = await readdir(folder).catch(() => [] as string[]);
		paths.push(...fileNames.filter((file) => files.includes(file)).map((file) => join(folder, file)));
	}
	if (paths.length === 0) return { paths: [], reason: `${name} holds no ${fileNames[0] ?? "library"}` };
	const fields = JSON.parse(await readFile(manifest, "utf8")) as Record<string, unknown>;
	const version = (versionField === undefined ? undefined : fields[versionField]) ?? fields.version;
	return { paths, ...(typeof version === "string" ? { version } : {}) };
}
