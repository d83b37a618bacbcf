import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const made = new Set(["node_modules", "dist", "build", ".git", ".cache", "out", "coverage"]);

/**
 * Files of a folder and below, sorted, without what is made from others.
 *
 * @param {string} folder
 * @param {RegExp} [only] matched against the path with forward slashes
 * @returns {string[]} absolute paths
 */
export function sourceFiles(folder, only = /./) {
	/** @type {string[]} */
	const files = [];
	if (!existsSync(folder)) return files;
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) {
			if (!made.has(entry.name)) files.push(...sourceFiles(path, only));
		} else if (entry.isFile() && only.test(path.replaceAll("\\", "/"))) files.push(path);
	}
	return files.sort();
}

/**
 * Hash of names and contents, with everything else that decides the result.
 *
 * @param {string} base names are taken relative to it
 * @param {readonly string[]} files
 * @param {...string} facts versions, places
 */
export function hashFiles(base, files, ...facts) {
	const hash = createHash("sha256").update(JSON.stringify([process.version, process.platform, process.arch, ...facts]));
	for (const file of files) {
		const content = readFileSync(file);
		hash.update(`\n${relative(base, file)}\n${content.length}\n`).update(content);
	}
	return hash.digest("hex");
}
