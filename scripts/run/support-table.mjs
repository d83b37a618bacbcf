import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cache, root } from "./root.mjs";

/** Where the tests of backends leave what the conformance kit found. */
export const results = join(cache, "conformance");

const table = join(root, "docs/support.md");
const kit = join(root, "packages/conformance/dist/index.js");
const head = `# What each backend does

Made by \`npm test\` from the results of the conformance kit; not written by hand. yes: passed; no: rejects with
UNSUPPORTED, as declared; -: does not apply.

`;

/**
 * Writes docs/support.md from the results; in CI compares instead. Where a column of it has no results, because its engine
 * or browser is not here, it stays and that is said.
 *
 * @returns {Promise<string>} what is wrong; "" where the table is up to date or was written
 */
export async function supportTable() {
	if (!existsSync(kit) || !existsSync(results)) return "";
	/** @type {{ backend: string, group: string, name: string }[]} */
	const found = readdirSync(results)
		.sort()
		.flatMap((file) => JSON.parse(readFileSync(join(results, file), "utf8")));
	const groups = [...new Set(found.map(({ group }) => group))];
	const sorted = groups.flatMap((group) => found.filter((result) => result.group === group));
	const { supportTable: markdown } = await import(pathToFileURL(kit).href);
	const text = head + markdown(sorted);
	const before = existsSync(table) ? readFileSync(table, "utf8") : "";
	if (before === text) return "";
	if (process.env.CI) return "docs/support.md is out of date: type `npm test` and commit it.";
	const [first, ...more] = lostColumns(before, text);
	if (first === undefined) writeFileSync(table, text);
	else
		console.log(
			`docs/support.md stays as it is: nothing here runs ${first}${more.length > 0 ? ` and ${more.length} more` : ""}.`,
		);
	return "";
}

/**
 * What the table of another machine tells and ours cannot.
 *
 * @param {string} before
 * @param {string} after
 * @returns {string[]} the columns, by their heads
 */
export function lostColumns(before, after) {
	const kept = columnsOf(after);
	return columnsOf(before).filter((column) => !kept.includes(column));
}

/** @param {string} text */
function columnsOf(text) {
	const heads = text.split("\n").find((line) => line.startsWith("|")) ?? "";
	return heads
		.split("|")
		.map((cell) => cell.trim())
		.filter((cell) => cell !== "");
}
