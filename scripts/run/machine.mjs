import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { ask } from "./command.mjs";

/** Prints the version, and fails where there is no pip: quicker than asking pip for its version. */
const pipProbe = "import sys, pip; print(sys.version.split()[0])";

/**
 * The programs of this machine that the jobs may use, asked once.
 *
 * @returns {import("./prerequisites.mjs").Found}
 */
export function lookAround() {
	return {
		npx: onPath("npx"),
		pnpm: onPath("pnpm") && ask("pnpm", ["--version"]),
		python: onPath("python3"),
		pip: ask("python3", ["-c", pipProbe]),
		compiler: ask("c++", ["--version"]),
		cmake: ask("cmake", ["--version"]),
		make: onPath("make") ?? onPath("ninja"),
	};
}

/**
 * @param {string} program
 * @returns {string | undefined} its path
 */
function onPath(program) {
	for (const folder of (process.env.PATH ?? "").split(delimiter)) {
		const path = join(folder, program);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {}
	}
	return undefined;
}
