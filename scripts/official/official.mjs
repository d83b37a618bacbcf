import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { seconds } from "../run/clock.mjs";
import { finish, tool } from "../run/command.mjs";
import { inParallel } from "../run/in-parallel.mjs";
import { isRequired } from "../run/required.mjs";
import { root } from "../run/root.mjs";
import { Stop } from "../run/stop.mjs";
import { documentFile, documentOf } from "./document.mjs";
import { runBatch } from "./run-batch.mjs";
import { targets } from "./targets.mjs";

/** @typedef {typeof import("../../packages/conformance/src/index.ts")} Kit */
/** @typedef {import("./targets.mjs").Target} Target */
/** @typedef {import("./run-batch.mjs").Result} Result */

const selectionFile = join(root, "packages/conformance/src/official/selection.cases.ts");
const selectionCount = 150;

/**
 * Runs all official ONNX node tests on every target and holds the committed lists against the results: what got worse
 * fails, what got better is written into the lists (in CI: fails, since the lists are out of date).
 *
 * @param {readonly string[]} only ids of targets; empty: all
 * @returns {Promise<number>} exit code
 */
export async function officialTests(only) {
	const chosen = targets.filter(({ id }) => only.length === 0 || only.includes(id));
	if (chosen.length === 0) throw new Stop(`Expected some of ${targets.map(({ id }) => id).join(", ")}.`, 2);
	/** @type {Kit} */
	const kit = await load("packages/conformance/dist/index.js");
	/** @type {typeof import("../../models/src/index.ts")} */
	const { fetchArchive, readArchive } = await load("models/dist/index.js");
	const { path: archive, missing } = await fetchArchive("onnx-node-tests");
	if (archive === undefined) throw new Stop(`The official tests cannot be fetched: ${missing}`);
	const cases = kit.officialCasesOf(await readArchive(archive));
	const names = cases.map(({ name }) => name);
	let isGood = (await writeSelection(kit, cases)) || reportStale("The selection");
	for (const target of chosen) isGood = (await runTarget(kit, target, { archive, names })) && isGood;
	if (isGood) isGood = write(documentFile, documentOf(kit)) || reportStale("docs/official-tests.md");
	return isGood ? 0 : 1;
}

/**
 * @param {Kit} kit
 * @param {Target} target
 * @param {{ archive: string, names: readonly string[] }} all
 * @returns {Promise<boolean>} whether nothing got worse
 */
async function runTarget(kit, target, { archive, names }) {
	const begin = performance.now();
	const lanes = Math.max(1, availableParallelism());
	const size = Math.ceil(names.length / lanes / 4);
	const batches = Array.from({ length: Math.ceil(names.length / size) }, (_, i) =>
		names.slice(i * size, (i + 1) * size),
	);
	const results = (await inParallel(batches.map((batch) => () => runBatch({ target, archive, names: batch })))).flat();
	const unavailable = results.find(({ code }) => code === "UNAVAILABLE");
	if (unavailable !== undefined) {
		console.log(`${target.title}: not here. ${unavailable.message}`);
		return !isRequired("addon", process.env);
	}
	console.log(`${target.title}: ${countsOf(results)} in ${seconds(performance.now() - begin)}`);
	const file = join(root, target.folder, `${target.id}.txt`);
	const before = existsSync(file) ? readFileSync(file, "utf8") : "";
	/** @type {import("../../packages/conformance/src/official/official-list.ts").OfficialNote[]} */
	const notes = JSON.parse(readFileSync(join(root, target.folder, "notes.json"), "utf8"));
	const { worse, better, list } = kit.judgeOfficialResults(kit.parseOfficialList(before), results, notes);
	for (const line of worse) console.error(`  worse: ${line}`);
	for (const line of better) console.log(`  better: ${line}`);
	if (worse.length > 0) return false;
	return write(file, kit.formatOfficialList(list)) || reportStale(`${target.folder}/${target.id}.txt`);
}

/** @param {readonly Result[]} results */
function countsOf(results) {
	/** @type {Map<string, number>} */
	const counts = new Map();
	for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
	return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
}

/**
 * @param {Kit} kit
 * @param {readonly import("../../packages/conformance/src/official/official-case.ts").OfficialCase[]} cases
 * @returns {Promise<boolean>} false where it is out of date and must not be written
 */
async function writeSelection(kit, cases) {
	const selected = kit.selectOfficialCases(cases, selectionCount);
	if (JSON.stringify(selected) === JSON.stringify(kit.OFFICIAL_SELECTION)) return true;
	const text = readFileSync(selectionFile, "utf8").replace(/= \[[^\]]*\]/, () => `= ${JSON.stringify(selected)}`);
	if (!write(selectionFile, text)) return false;
	await finish(process.execPath, [tool("@biomejs/biome/bin/biome"), "format", "--write", selectionFile], {
		show: false,
	});
	return true;
}

/**
 * Writes a committed file where it differs; in CI nothing is written.
 *
 * @param {string} file
 * @param {string} text
 * @returns {boolean} false where it differs and was not written
 */
function write(file, text) {
	if (existsSync(file) && readFileSync(file, "utf8") === text) return true;
	if (process.env.CI) return false;
	writeFileSync(file, text);
	console.log(`  written, please commit: ${file.slice(root.length + 1)}`);
	return true;
}

/** @param {string} what */
function reportStale(what) {
	console.error(`${what} is out of date: type \`npm run conformance:full\` and commit it.`);
	return false;
}

/**
 * @param {string} path below the repository
 * @returns {Promise<any>} the module
 */
function load(path) {
	return import(pathToFileURL(join(root, path)).href);
}
