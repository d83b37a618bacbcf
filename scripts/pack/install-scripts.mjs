import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const names = ["preinstall", "install", "postinstall"];

/**
 * What npm would run, or did run, while it installed a tree: scripts by name, and node-gyp for a binding.gyp.
 *
 * @param {string} folder a node_modules
 * @returns {string[]} one line each: `<package>: <script>`
 */
export function installScripts(folder) {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((file) => /(^|[\\/])package\.json$/.test(file))
		.flatMap((file) => {
			/** @type {{ name?: string, scripts?: Record<string, string> }} */
			const manifest = JSON.parse(readFileSync(join(folder, file), "utf8"));
			const owner = manifest.name ?? file;
			const found = names.filter((name) => manifest.scripts?.[name] !== undefined).map((name) => `${owner}: ${name}`);
			if (existsSync(join(folder, dirname(file), "binding.gyp"))) found.push(`${owner}: binding.gyp`);
			return found;
		});
}
