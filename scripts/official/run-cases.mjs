// Runs cases for the process that started it: a target, an archive and names come in, each case's start and result go out.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../run/root.mjs";

/** @typedef {{ target: import("./targets.mjs").Target, archive: string, names: readonly string[] }} Order */

/** @param {string} path below the repository */
const load = (path) => import(pathToFileURL(join(root, path)).href);

/** @param {Order} order */
async function run({ target, archive, names }) {
	/** @type {typeof import("../../packages/conformance/src/index.ts")} */
	const { officialCasesOf, runOfficialCase } = await load("packages/conformance/dist/index.js");
	/** @type {typeof import("../../models/src/index.ts")} */
	const { readArchive } = await load("models/dist/index.js");
	const { [target.backend]: backend } = await load(target.module);
	const wanted = new Set(names);
	const files = await readArchive(archive, (path) => wanted.has(path.split("/")[0] ?? ""));
	for (const one of officialCasesOf(files)) {
		process.send?.({ start: one.name });
		process.send?.({ result: await runOfficialCase(backend, one, target.request) });
	}
	process.disconnect();
}

process.once("message", (order) => void run(/** @type {Order} */ (order)));
