import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/**
 * What an earlier build has left in a `dist`: chunks that nothing imports any more, since their names change with what is
 * in them, and source maps that no file names.
 *
 * @param {string} dist
 * @returns {string[]} absolute paths
 */
export function staleFiles(dist) {
	if (!existsSync(dist)) return [];
	const files = readdirSync(dist, { recursive: true, encoding: "utf8" });
	const isChunk = (/** @type {string} */ file) => /(^|[\\/])chunk-[^\\/]+\.js$/.test(file);
	const used = new Set(files.filter((file) => file.endsWith(".js") && !isChunk(file)));
	/** @type {Set<string>} */
	const maps = new Set();
	// A set that grows is walked to its end.
	for (const file of used) {
		const text = readFileSync(join(dist, file), "utf8");
		for (const [, path = ""] of text.matchAll(/["'](\.[^"'\n]*\.js)["']/g)) {
			const imported = normalize(join(dirname(file), path));
			if (isChunk(imported) && existsSync(join(dist, imported))) used.add(imported);
		}
		const [, map] = /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(text) ?? [];
		if (map !== undefined) maps.add(normalize(join(dirname(file), map)));
	}
	const isStale = (/** @type {string} */ file) =>
		(isChunk(file) && !used.has(file)) || (file.endsWith(".js.map") && !maps.has(file));
	return files.filter(isStale).map((file) => join(dist, file));
}
