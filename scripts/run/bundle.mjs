import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./root.mjs";

/**
 * Node 20 runs no TypeScript: programs of this repository become JavaScript, packages stay outside.
 *
 * @param {Readonly<Record<string, string>>} programs sources by where they go below `outdir`, without `.js`
 * @param {string} outdir
 */
export async function bundle(programs, outdir) {
	const { build } = await import("esbuild");
	await build({
		entryPoints: programs,
		outdir,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		sourcemap: true,
		logLevel: "error",
		loader: { ".cu": "text", ".cuh": "text", ".wgsl": "text", ".wasm": "binary" },
		plugins: [{ name: "packages-outside", setup: packagesOutside }],
	});
}

/** @param {import("esbuild").PluginBuild} build */
function packagesOutside(build) {
	// The models are private: their package names its sources, which only this repository can read.
	const models = pathToFileURL(join(root, "models/dist/index.js")).href;
	build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
		kind === "entry-point" ? undefined : { path: path === "@polyinfer/models" ? models : path, external: true },
	);
}
