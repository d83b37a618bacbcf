import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Does the work unless the stamp says that it was done from the same inputs and what it made is still there. The stamp
 * is taken away before the work begins: an interrupted one is done again, even when the inputs are changed back.
 *
 * @param {{ stamp: string, hash: string, makes: readonly string[] }} step paths of the stamp and of what is made
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether there was work to do
 */
export async function onChange({ stamp, hash, makes }, work) {
	if (isCurrent(stamp, hash) && makes.every((path) => existsSync(path))) return false;
	rmSync(stamp, { force: true });
	await work();
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, hash);
	return true;
}

/**
 * @param {string} stamp
 * @param {string} hash
 */
function isCurrent(stamp, hash) {
	return existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
}
