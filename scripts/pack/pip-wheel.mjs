import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finish } from "../run/command.mjs";
import { Stop } from "../run/stop.mjs";

/**
 * Fetches one wheel through pip, which refuses one of another sha256.
 *
 * @param {{ name: string, version: string, sha256: string, tags: readonly string[], why: string }} wheel
 *   `tags`: arguments of pip that choose among the wheels of the version
 * @param {string} folder empty, for the wheel
 * @returns {Promise<string>} its path
 */
export async function pipWheel({ name, version, sha256, tags, why }, folder) {
	const wanted = join(folder, "wanted.txt");
	writeFileSync(wanted, `${name}==${version} --hash=sha256:${sha256}\n`);
	const options = ["--quiet", "--retries", "1", "--no-deps", "--only-binary=:all:", ...tags];
	const { code, output } = await finish(
		"python3",
		["-m", "pip", "download", ...options, "--dest", folder, "-r", wanted],
		{ show: false },
	);
	const file = readdirSync(folder).find((entry) => entry.endsWith(".whl"));
	if (code !== 0 || file === undefined) throw new Stop(`${output}\npip could not fetch ${name} ${version}, ${why}.`);
	return join(folder, file);
}
