/**
 * @typedef {{ npx: string | undefined, pnpm: string | undefined, python: string | undefined,
 *   pip: string | undefined, compiler: string | undefined, cmake: string | undefined, make: string | undefined }} Found
 *   versions or paths of the programs of this machine, undefined where missing
 * @typedef {{ what: string, type: string }} Missing
 */

/**
 * What has to be installed before the job can begin, each with the line to type.
 *
 * @param {Found} found
 * @param {{ pnpm: string, models: boolean }} needs version of pnpm; whether models are fetched through pip
 * @returns {Missing[]}
 */
export function missingPrerequisites(found, needs) {
	/** @type {Missing[]} */
	const missing = [];
	if (found.npx === undefined && found.pnpm !== needs.pnpm) {
		missing.push({ what: `npm (for pnpm ${needs.pnpm})`, type: "apt install npm" });
	}
	if (needs.models && found.python === undefined) {
		missing.push({ what: "Python 3 (fetches models)", type: "apt install python3 python3-pip" });
	} else if (needs.models && found.pip === undefined) {
		missing.push({ what: "pip for Python 3 (fetches models)", type: "apt install python3-pip" });
	}
	return missing;
}

/**
 * Whether the native parts can be built here.
 *
 * @param {Found} found
 */
export function canBuildNative(found) {
	return found.compiler !== undefined && found.cmake !== undefined && found.make !== undefined;
}

/** Said once where the native parts cannot be built. */
export const withoutCompiler =
	"No C++ compiler or CMake: running on the JavaScript fallback. To make it fast: apt install g++ cmake make";

/** Said after the tests that were skipped, where the native parts are not built. */
export const skippedWithoutCompiler =
	"skipped: all that needs the native build, which is not here. To run it too: apt install g++ cmake make";
