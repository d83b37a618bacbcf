import { join } from "node:path";
import { finish } from "./command.mjs";
import { cache, root } from "./root.mjs";

/**
 * Reads changed files, target by target; those that are not withstood go to `.cache/fuzz/`.
 *
 * @param {readonly string[]} args `[target] [--seconds n] [--seed n]`
 * @param {import("./command.mjs").CommandOptions} [options]
 * @returns {Promise<import("./command.mjs").Ended>}
 */
export async function fuzz(args, options = {}) {
	const { build } = await import("esbuild");
	const outfile = join(cache, "fuzz/fuzz.mjs");
	await build({
		entryPoints: [join(root, "scripts/fuzz.ts")],
		outfile,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		conditions: ["polyinfer-source"],
		sourcemap: "inline",
		logLevel: "error",
	});
	return finish(process.execPath, ["--expose-gc", "--enable-source-maps", outfile, ...args], options);
}
