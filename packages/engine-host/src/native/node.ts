import { dirname } from "node:path";
import { defaultThreads } from "../default-threads.ts";
import { isFile } from "../is-file.ts";
import { nativeFilePath } from "../native-file-path.ts";
import { requireFrom } from "../require-from.ts";

/** An addon, or why there is none. */
export interface RequiredNative {
	readonly addon: unknown;
	readonly reason: string | undefined;
}

/**
 * Loads an addon that the native build makes for the package `name`, seen from a module of it at `url`: from the package for
 * this platform, else from the package's own folder. Never throws; in browsers there is none.
 */
export function requireNative(name: string, url: string, file: string): RequiredNative {
	const path = nativeFilePath(folderOf(name, url), file);
	if (path === undefined || !isFile(path)) return { addon: undefined, reason: `there is no ${file} for this platform` };
	try {
		return { addon: requireFrom(url)(path), reason: undefined };
	} catch (error) {
		return { addon: undefined, reason: `${file} cannot be loaded: ${String((error as Error).message)}` };
	}
}

function folderOf(name: string, url: string): string | undefined {
	try {
		return dirname(requireFrom(url).resolve(`${name}/package.json`));
	} catch {
		return undefined;
	}
}

/** How many threads may compute at once: processors, or what a container is given. */
export function processors(): number {
	return defaultThreads();
}
