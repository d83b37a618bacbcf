import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { packageFolder } from "../package-folder.ts";

/**
 * Bundles a program, since Node 20 starts no process and no worker from TypeScript.
 * Gives the path of an ES module inside this package.
 */
export async function bundle(program: URL): Promise<string> {
	const source = fileURLToPath(program);
	const outfile = join(packageFolder() ?? ".", "build/testing", `${basename(source, ".ts")}.mjs`);
	await build({
		entryPoints: [source],
		outfile,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		conditions: ["polyinfer-source"],
	});
	return outfile;
}
