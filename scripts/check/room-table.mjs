import { readFileSync } from "node:fs";

/**
 * What each package may import. The one source: dependency-cruiser, project references, package.json and the table of
 * ARCHITECTURE.md are held to it. A name with a slash is one entry of a package.
 *
 * @typedef {{ package: string, may: readonly string[] }} Room
 */

/** @type {readonly Room[]} */
export const rooms = JSON.parse(readFileSync(new URL("./rooms.json", import.meta.url), "utf8"));

/** The packages that a room may import, without their entries. @param {Room} room */
export const packagesOf = (room) => [...new Set(room.may.map((name) => name.split("/")[0] ?? name))];

/**
 * The rows of ARCHITECTURE.md's table: first column `packages/<name>`, last column what it may import.
 *
 * @param {string} markdown
 * @returns {Map<string, string[]>}
 */
export function roomsOfMarkdown(markdown) {
	/** @type {Map<string, string[]>} */
	const found = new Map();
	for (const line of markdown.split("\n")) {
		const cells = line.split("|").map((cell) => cell.trim());
		const name = /^`packages\/([\w-]+)`$/.exec(cells[1] ?? "")?.[1];
		const last = cells.at(-2);
		if (name === undefined || last === undefined) continue;
		found.set(
			name,
			[...last.matchAll(/`([\w/-]+)`/g)].map(([, word = ""]) => word),
		);
	}
	return found;
}

/**
 * @param {string} where
 * @param {readonly string[]} found
 * @param {readonly string[]} expected
 * @returns {string[]} no line where both hold the same names
 */
export function compareNames(where, found, expected) {
	const list = (/** @type {readonly string[]} */ names) => [...names].sort().join(", ") || "nothing";
	if (list(found) === list(expected)) return [];
	return [`${where} says ${list(found)}, scripts/check/rooms.json says ${list(expected)}.`];
}
