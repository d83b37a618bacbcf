import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { thisPlatform } from "../../pack/platforms-table.mjs";
import { outcomeOf } from "../project.mjs";
import { classify } from "./classify.mjs";
import { checkOps, opsProgram } from "./ops-program.mjs";

/**
 * Bundles the program and runs it in another folder, beside nothing but the two packages for the platform.
 *
 * @param {"esbuild" | "webpack"} bundler
 * @param {"esm" | "cjs"} format
 * @returns {import("../cells-table.mjs").Cell["run"]}
 */
export function bundled(bundler, format) {
	return async (project, tools) => {
		await project.install();
		const entry = join(project.folder, "main.js");
		writeFileSync(entry, classify);
		const deployed = join(dirname(project.folder), "deployed");
		const bundle = async (/** @type {string} */ from, /** @type {string} */ name) => {
			const outfile = join(deployed, `${name}.${format === "esm" ? "mjs" : "cjs"}`);
			if (bundler === "esbuild") await bundleByEsbuild(from, outfile, format);
			else await bundleByWebpack(tools?.webpack ?? "webpack", from, outfile);
			return outfile;
		};
		const outfile = await bundle(entry, "bundle");
		const ops = await bundle(opsProgram(project), "ops");
		cpSync(join(project.folder, "node_modules/polyinfer/demo"), join(deployed, "demo"), { recursive: true });
		mkdirSync(join(deployed, "node_modules/@polyinfer"), { recursive: true });
		for (const name of [`engine-host-${thisPlatform}`, `onnxruntime-${thisPlatform}`]) {
			const from = join(project.folder, "node_modules/@polyinfer", name);
			renameSync(from, join(deployed, "node_modules/@polyinfer", name));
		}
		// What the bundle was made of is not there where it runs.
		renameSync(join(project.folder, "node_modules"), join(project.folder, "node_modules.gone"));
		checkOps(await project.must([process.execPath, ops]), "native");
		const outcome = outcomeOf(await project.must([process.execPath, outfile, join(deployed, "demo")]));
		// A bundle that nobody has put the packages beside.
		rmSync(join(deployed, "node_modules"), { recursive: true });
		checkOps(await project.must([process.execPath, ops]), "wasm");
		return outcome;
	};
}

/**
 * @param {string} entry
 * @param {string} outfile
 * @param {"esm" | "cjs"} format
 */
async function bundleByEsbuild(entry, outfile, format) {
	const { build } = await import("esbuild");
	// Its warning says that CommonJS has no import.meta, which is dealt with.
	const logOverride = /** @type {const} */ ({ "empty-import-meta": "silent" });
	await build({ entryPoints: [entry], outfile, format, bundle: true, platform: "node", target: "node20", logOverride });
}

/**
 * @param {string} folder of webpack
 * @param {string} entry
 * @param {string} outfile
 */
async function bundleByWebpack(folder, entry, outfile) {
	const webpack = createRequire(import.meta.url)(folder);
	const output = { path: dirname(outfile), filename: basename(outfile) };
	const compiler = webpack({ mode: "production", target: "node20", entry, output });
	await new Promise((resolve, reject) => {
		compiler.run(
			(/** @type {Error | null} */ error, /** @type {{ hasErrors(): boolean, toString(): string }} */ stats) => {
				if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString()));
				else compiler.close(resolve);
			},
		);
	});
}
