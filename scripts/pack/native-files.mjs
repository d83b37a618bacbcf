import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { packages } from "../run/workspace.mjs";

/** The engine that only tests use. */
const testDouble = /^(lib)?polyinfer_null\./;

/**
 * What belongs into a platform package: the addons, the runner and other programs, the engine libraries.
 *
 * @param {string} folder
 * @returns {string[]} absolute paths; nothing where there is no such folder
 */
export function nativeFiles(folder) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => /^((host|ops)\.node|polyinfer-[a-z-]+|(lib)?polyinfer_\w+\.(so|dll))$/.test(name))
		.filter((name) => !testDouble.test(name))
		.sort()
		.map((name) => join(folder, name));
}

/**
 * The same of what this checkout has built for this machine, all packages together.
 *
 * @returns {string[]}
 */
export const nativeFilesHere = () => packages().flatMap(({ path }) => nativeFiles(join(path, "build/native")));
