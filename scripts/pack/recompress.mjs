import { execFile } from "node:child_process";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * Compresses a tarball again by gzip, whose search is more thorough than that of Node's zlib. Stays as it is where there is
 * no gzip or nothing is gained.
 *
 * @param {string} tarball
 */
export async function recompress(tarball) {
	const made = await new Promise((/** @type {(made: Buffer | undefined) => void} */ resolve) => {
		const options = { encoding: /** @type {const} */ ("buffer"), maxBuffer: 1 << 30 };
		const gzip = execFile("gzip", ["-9", "-n", "-c"], options, (error, stdout) => resolve(error ? undefined : stdout));
		// Where it does not start, the callback says so.
		gzip.stdin?.on("error", () => undefined);
		gzip.stdin?.end(gunzipSync(readFileSync(tarball)));
	});
	if (made === undefined || made.length >= statSync(tarball).size) return;
	writeFileSync(`${tarball}.part`, made);
	renameSync(`${tarball}.part`, tarball);
}
