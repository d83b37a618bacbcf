import { cpSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { thisPlatform } from "../../pack/platforms-table.mjs";
import { outcomeOf } from "../project.mjs";
import { classify } from "./classify.mjs";

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
		const outfile = join(deployed, format === "esm" ? "bundle.mjs" : "bundle.cjs");
		if (bundler === "esbuild") await bundleByEsbuild(entry, outfile, format);
		else await bundleByWebpack(tools?.webpack ?? "webpack", entry, outfile);
		cpSync(join(project.folder, "node_modules/polyinfer/demo"), join(deployed, "demo"), { recursive: true });
		mkdirSync(join(deployed, "node_modules/@polyinfer"), { recursive: true });
		for (const name of [`engine-host-${thisPlatform}`, `onnxruntime-${thisPlatform}`]) {
			const from = join(project.folder, "node_modules/@polyinfer", name);
			renameSync(from, join(deployed, "node_modules/@polyinfer", name));
		}
		// What the bundle was made of is not there where it runs.
		renameSync(join(project.folder, "node_modules"), join(project.folder, "node_modules.gone"));
		return outcomeOf(await project.must([process.execPath, outfile, join(deployed, "demo")]));
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
	const output = { path: dirname(outfile), filename: "bundle.cjs" };
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
