import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { root } from "../run/root.mjs";
import type { ServedFile } from "./serve-files.ts";

type Files = Record<string, ServedFile>;

/**
 * Bundles `program`, a module's text, from the sources of our packages: `/program.js`, its chunks and its workers, to be
 * served by their paths.
 */
export async function bundlePage(program: string): Promise<Files> {
	const files: Files = {};
	const stdin = { contents: program, resolveDir: root, sourcefile: "program.js" };
	await bundle({ stdin, entryNames: "program" }, files);
	return files;
}

async function bundle(input: Pick<BuildOptions, "stdin" | "entryPoints" | "entryNames">, files: Files): Promise<void> {
	const { outputFiles } = await build({
		...input,
		bundle: true,
		write: false,
		splitting: true,
		outdir: "/",
		chunkNames: "chunks/[name]-[hash]",
		format: "esm",
		platform: "browser",
		target: "es2022",
		conditions: ["polyinfer-source"],
		loader: { ".wasm": "binary", ".wgsl": "text" },
		logLevel: "error",
		plugins: [ourPackages, workersInto(files)],
	});
	for (const { path, contents } of outputFiles ?? []) files[path] = { type: "text/javascript", content: contents };
}

/** Finds our packages by name, whatever program names them. */
const ourPackages: Plugin = {
	name: "our-packages",
	setup(b) {
		b.onResolve({ filter: /^@polyinfer\// }, ({ path, kind, pluginData }) => {
			if (pluginData === "found") return undefined;
			const resolveDir = join(root, "packages", path.split("/")[1] as string);
			return b.resolve(path, { kind, resolveDir, pluginData: "found" });
		});
	},
};

/** Bundles the workers that sources start: they are served beside the page's program. */
function workersInto(files: Files): Plugin {
	const call = /new URL\("\.\/([\w-]+-worker)\.js", import\.meta\.url\)/g;
	return {
		name: "workers",
		setup(b) {
			b.onLoad({ filter: /[\\/]packages[\\/][^.]+\.ts$/ }, async ({ path }) => {
				const source = await readFile(path, "utf8");
				const names = [...source.matchAll(call)].map(([, name]) => `${name}.ts`);
				for (const name of names.filter((one) => basename(path) !== one))
					await bundle({ entryPoints: [join(dirname(path), name)], entryNames: "[name]" }, files);
				return { contents: source.replace(call, 'new URL("/$1.js", location.href)'), loader: "ts" };
			});
		},
	};
}
