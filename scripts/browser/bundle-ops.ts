import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../run/root.mjs";

/** A module for browsers, minified, that says what {@link opsResults} gives: to the page, or from a worker to it. */
const program = `
	import * as ops from "@polyinfer/ops";
	import { opsResults } from ${JSON.stringify(join(root, "scripts/browser/ops-results.ts"))};
	let text;
	try {
		text = JSON.stringify(opsResults(ops));
	} catch (error) {
		text = String(error);
	}
	if (typeof document === "object") console.log("results " + text);
	else postMessage(text);
`;

/** All of the package. */
const everything = `export * from "@polyinfer/ops";`;

/** Bundles the built package as a user's bundler does. */
async function bundled(contents: string): Promise<string> {
	const { outputFiles } = await build({
		// A package that depends on ops.
		stdin: { contents, resolveDir: join(root, "packages/polyinfer") },
		bundle: true,
		write: false,
		minify: true,
		format: "esm",
		platform: "browser",
		target: "es2022",
		logLevel: "error",
	});
	return (outputFiles[0] as { readonly text: string }).text;
}

export const bundleProgram = (): Promise<string> => bundled(program);
export const bundleEverything = (): Promise<string> => bundled(everything);
/** All of the entry for WebGPU. */
export const bundleGpuOps = (): Promise<string> => bundled(`export * from "@polyinfer/ops/webgpu";`);
