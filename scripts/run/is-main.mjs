import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Whether a module is the program that node was started with, not imported by another.
 *
 * @param {string} url its `import.meta.url`
 */
export function isMain(url) {
	const program = process.argv[1];
	return program !== undefined && realpathSync(program) === realpathSync(fileURLToPath(url));
}
