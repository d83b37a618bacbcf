import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Stop } from "./stop.mjs";

/**
 * Does the work where a module is the program that node was started with, not imported by another.
 *
 * @param {string} url its `import.meta.url`
 * @param {() => Promise<number>} work resolves with the exit code
 */
export async function ifMain(url, work) {
	const program = process.argv[1];
	if (program === undefined || realpathSync(program) !== realpathSync(fileURLToPath(url))) return;
	try {
		process.exitCode = await work();
	} catch (error) {
		if (!(error instanceof Stop)) throw error;
		console.error(error.message);
		process.exitCode = error.exitCode;
	}
}
