// An engine library includes no vendor header: only its own folder, what its package's engines share, engine.h, kit.h, cuda.h, the standard library and POSIX.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { standardHeaders } from "./check/standard-headers-table.mjs";
import { ifMain } from "./run/if-main.mjs";
import { root } from "./run/root.mjs";
import { sourceFiles } from "./run/source-files.mjs";

const ofTheHost = new Set(["engine.h", "kit.h", "cuda.h"].flatMap((name) => [name, `polyinfer/${name}`]));

/**
 * @param {string} file of an engine
 * @param {string} text its content
 * @param {(path: string) => boolean} exists whether there is a file at the path, which is relative to the file's folder
 * @returns {string[]} one line for each include that is not allowed
 */
export function foreignIncludes(file, text, exists) {
	/** @type {string[]} */
	const foreign = [];
	for (const [index, line] of text.split("\n").entries()) {
		const [, open, header = ""] = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(line) ?? [];
		if (open === undefined || ofTheHost.has(header)) continue;
		if (open === "<" && standardHeaders.has(header)) continue;
		if (open === '"' && isOurs(header) && exists(header)) continue;
		foreign.push(`${file}:${index + 1}: ${line.trim()}`);
	}
	return foreign;
}

/**
 * In the engine's own folder, or in the package's `native`, which holds what several engines share.
 *
 * @param {string} header
 */
function isOurs(header) {
	return !header.replace(/^\.\.\/\.\.\/\.\.\/native\//, "").includes("/");
}

/** @returns {string[]} sources of all engine libraries */
function engineSources() {
	const inEngines = /\/engines\/[^/]+\/[^/]+\.(c|cc|cpp|h)$/;
	return sourceFiles(join(root, "packages"), inEngines).filter(
		(file) => !/(_test|\.test|fake_\w+)\.\w+$/.test(basename(file)),
	);
}

await ifMain(import.meta.url, async () => {
	const files = engineSources();
	const foreign = files.flatMap((file) =>
		foreignIncludes(relative(root, file).replaceAll(sep, "/"), readFileSync(file, "utf8"), (path) =>
			existsSync(join(dirname(file), path)),
		),
	);
	for (const line of foreign) console.error(`error: ${line}`);
	if (foreign.length > 0) {
		console.error("Declare what you need of the vendor in vendor.h and open its library at run time.");
		console.error(
			"A header of the standard library that is missing goes into scripts/check/standard-headers-table.mjs.",
		);
		return 1;
	}
	console.log(`${files.length} files of engine libraries include nothing foreign`);
	return 0;
});
