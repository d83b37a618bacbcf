// Small files that say one thing: prints lines per folder, warns above 250, fails above 400 (C++ 500) or a median above 120.
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { ifMain } from "./run/if-main.mjs";
import { root } from "./run/root.mjs";
import { sourceFiles } from "./run/source-files.mjs";

const limits = { median: 120, warning: 250, typescript: 400, native: 500 };
const counted = /\.(ts|mjs|cjs|c|cc|cpp|h)$/;
const native = /\.(c|cc|cpp|h)$/;
/** Lists and tables are as long as what they list; a file says by its name that it is one. */
const exempt = /(^|\/)[\w.-]*([.-]cases\.ts|[.-]table\.(ts|mjs)|_table\.(h|inc)|_slots\.h)$/;

/**
 * @typedef {{ file: string, lines: number }} Sized
 * @typedef {{ table: string[], warnings: string[], errors: string[] }} Verdict
 */

/**
 * @param {readonly Sized[]} sizes paths relative to the repository, with forward slashes
 * @returns {Verdict}
 */
export function judgeSizes(sizes) {
	/** @type {Verdict} */
	const verdict = { table: [], warnings: [], errors: [] };
	/** @type {Map<string, number[]>} */
	const folders = new Map();
	for (const { file, lines } of sizes) {
		if (exempt.test(file)) continue;
		const folder = file
			.split("/")
			.slice(0, file.startsWith("packages/") ? 2 : 1)
			.join("/");
		folders.set(folder, [...(folders.get(folder) ?? []), lines]);
		const limit = native.test(file) ? limits.native : limits.typescript;
		if (lines > limit) verdict.errors.push(`${file}: ${lines} lines, at most ${limit}. Split it by idea.`);
		else if (lines > limits.warning) verdict.warnings.push(`${file}: ${lines} lines, more than ${limits.warning}`);
	}
	for (const [folder, lines] of folders) {
		const median = quantile(lines, 0.5);
		verdict.table.push(
			`${folder.padEnd(26)} files ${pad(lines.length)}  median ${pad(median)}  p90 ${pad(quantile(lines, 0.9))}  max ${pad(quantile(lines, 1))}`,
		);
		if (median > limits.median) {
			verdict.errors.push(`${folder}: half of its files have more than ${median - 1} lines, at most ${limits.median}.`);
		}
	}
	return verdict;
}

/**
 * @param {readonly number[]} values
 * @param {number} fraction
 */
function quantile(values, fraction) {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? 0;
}

/** @param {number} count */
const pad = (count) => String(count).padStart(4);

await ifMain(import.meta.url, async () => {
	const sizes = ["packages", "models", "examples", "bench", "scripts"]
		.flatMap((folder) => sourceFiles(join(root, folder), counted))
		.map((file) => ({
			file: relative(root, file).replaceAll(sep, "/"),
			lines: readFileSync(file, "utf8").split("\n").length - 1,
		}));
	const { table, warnings, errors } = judgeSizes(sizes);
	for (const line of [...table, ...warnings.map((text) => `warning: ${text}`)]) console.log(line);
	for (const text of errors) console.error(`error: ${text}`);
	return errors.length > 0 ? 1 : 0;
});
