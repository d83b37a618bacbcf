import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cleanEnv } from "./clean-env.mjs";
import { inParallel } from "./in-parallel.mjs";
import { canBuildNative } from "./prerequisites.mjs";
import { isRequired } from "./required.mjs";
import { cache, root } from "./root.mjs";
import { hashFiles } from "./source-files.mjs";
import { onChange } from "./stamp.mjs";
import { Stop } from "./stop.mjs";

const cli = join(root, "packages/polyinfer/dist/cli.js");
const folder = join(root, "packages/backend-native/src/engines");
/** What tests need, by the file that pins it. Libraries that only a GPU has a use for are left out. */
const pinned = new Map([
	...["openvino", "ncnn", "mnn", "litert"].map((id) => /** @type {const} */ ([id, join(folder, id, "fetch.json")])),
	["tensorrt-rtx", join(folder, "tensorrt/fetch.json")],
	["nvrtc", join(root, "packages/engine-host/src/cuda/fetch/nvrtc.json")],
	["onnxruntime-gpu", join(root, "packages/backend-onnx/src/engines/onnxruntime/gpu/onnxruntime-gpu.json")],
]);

/**
 * @typedef {{ id: string, ok: boolean, reason?: string, advice?: string }} Row of `polyinfer engines add --json`
 * @typedef {Record<string, string | undefined>} Environment
 */

/** Where this repository's own runs keep engines and converted models, unless POLYINFER_CACHE says otherwise. */
export const engineCache = process.env.POLYINFER_CACHE || join(cache, "polyinfer");

/**
 * Fetches or builds the vendors' engines by the command that users type; quick and without network when all are there.
 * One that cannot be had is a skipped test, except where it is asked for: in CI, and by its id in POLYINFER_REQUIRE.
 *
 * @param {import("./prerequisites.mjs").Found} found
 * @param {Environment} [env]
 * @returns {Promise<boolean>} false where there was nothing to do
 */
export async function engines(found, env = process.env) {
	const pins = [...pinned.values()];
	if (!existsSync(cli) || !pins.every((file) => existsSync(file)) || !canBuildNative(found)) return false;
	const step = {
		stamp: join(cache, "stamps", "engines"),
		hash: hashFiles(root, [...pins, join(folder, "ncnn/build-options.ts")], engineCache),
		makes: pins.map(manifestOf),
	};
	return onChange(step, async () => {
		// While one is compiled, the others are fetched.
		const compiled = "ncnn";
		const others = [...pinned.keys()].filter((id) => id !== compiled);
		const rows = await inParallel([() => add([compiled]), () => add(others)]);
		const lines = missingEngines(rows.flat(), env);
		for (const line of lines) console.log(line);
		if (lines.length > 0) throw new Incomplete();
	}).catch((error) => {
		if (error instanceof Incomplete) return true;
		throw error;
	});
}

/**
 * What is said of the engines that could not be had.
 *
 * @param {readonly Row[]} rows
 * @param {Environment} env
 * @returns {string[]}
 */
export function missingEngines(rows, env) {
	return rows
		.filter(({ ok }) => !ok)
		.map(({ id, reason, advice }) => {
			const text = `${id}: ${reason}${advice ? `\n  -> ${advice}` : ""}`;
			if (isRequired(id, env)) throw new Stop(`${text}\n${id} is required here (CI or POLYINFER_REQUIRE).`);
			return `${text}\n  The tests that need it are skipped.`;
		});
}

/** No stamp is left: what is missing is tried again by the next run. */
class Incomplete extends Error {}

/** @param {string} pin path of a `fetch.json` */
function manifestOf(pin) {
	/** @type {{ id: string, version: string }} */
	const { id, version } = JSON.parse(readFileSync(pin, "utf8"));
	return join(engineCache, "engines", id, version, "engine.json");
}

/**
 * Its progress is shown, its result is read.
 *
 * @param {readonly string[]} ids
 * @returns {Promise<readonly Row[]>}
 */
function add(ids) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [cli, "engines", "add", ...ids, "--alone", "--json"], {
			env: { ...cleanEnv(process.env), POLYINFER_CACHE: engineCache },
			stdio: ["ignore", "pipe", "inherit"],
		});
		let output = "";
		child.stdout.setEncoding("utf8").on("data", (text) => {
			output += text;
		});
		child.on("error", reject);
		child.on("close", (code) => {
			try {
				const { engines = [], error } = JSON.parse(output);
				if (error) reject(new Stop(`The engines could not be fetched: ${error.message}`));
				else resolve(engines);
			} catch {
				reject(new Stop(`polyinfer engines add ended with ${code ?? "a signal"} and said: ${output || "nothing"}`));
			}
		});
	});
}
