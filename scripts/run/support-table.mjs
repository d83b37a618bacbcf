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
 * Writes docs/support.md from the results; in CI compares instead.
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
	if (existsSync(table) && readFileSync(table, "utf8") === text) return "";
	if (process.env.CI) return "docs/support.md is out of date: type `npm test` and commit it.";
	writeFileSync(table, text);
	return "";
}
