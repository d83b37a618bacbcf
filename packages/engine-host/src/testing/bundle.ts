import { join } from "node:path";
import { build } from "esbuild";
import { packageFolder } from "../package-folder.ts";

/**
 * Bundles `src/testing/<name>.ts`, since Node 20 starts no process and no worker from TypeScript.
 * Gives the path of an ES module inside this package.
 */
export async function bundle(name: string): Promise<string> {
	const folder = packageFolder() ?? ".";
	const outfile = join(folder, "build/testing", `${name}.mjs`);
	await build({
		entryPoints: [join(folder, "src/testing", `${name}.ts`)],
		outfile,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		conditions: ["polyinfer-source"],
	});
	return outfile;
}
