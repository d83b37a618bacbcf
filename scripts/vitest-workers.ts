import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Plugin } from "vitest/config";

/** Node 20 cannot start a Worker from TypeScript: bundles `new URL("./x-worker.js", import.meta.url)` beside the package, at transform time. */
export function workersFromSource(): Plugin {
	const call = /new URL\("\.\/([\w-]+-worker)\.js", import\.meta\.url\)/g;
	return {
		name: "workers-from-source",
		enforce: "pre",
		async transform(code, id) {
			if (!id.includes("/packages/")) return;
			const found = [...code.matchAll(call)];
			if (found.length === 0) return;
			for (const [text, name] of found) {
				const source = join(dirname(id), `${name}.ts`),
					out = join(id.slice(0, id.indexOf("/src/")), "node_modules/.cache/workers", `${name}.js`);
				await build({
					entryPoints: [source],
					outfile: out,
					bundle: true,
					format: "esm",
					platform: "node",
					target: "node20",
					sourcemap: "inline",
					conditions: ["polyinfer-source"],
					plugins: [
						{
							name: "outside",
							setup: (b) =>
								b.onResolve({ filter: /^[^./]/ }, (a) =>
									a.path.startsWith("@polyinfer/") ? undefined : { path: a.path, external: true },
								),
						},
					],
				});
				code = code.replace(text, `new URL(${JSON.stringify(pathToFileURL(out).href)})`);
				this.addWatchFile(source);
			}
			return { code, map: null };
		},
	};
}
