import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Response } from "../harness/suite.ts";

/** A program of a page. */
export interface PageProgram {
	/** What it says. */
	readonly text: string;
	/** Folder that its imports are resolved from. */
	readonly folder: string;
	/** Which of the modules that are imported on demand it comes to, by their paths. */
	readonly fetches?: RegExp;
}

/** Bytes of all scripts that a page fetches until its first run, bundled and minified by esbuild; the samples are of gzip. */
export async function pageBytes({ text, folder, fetches }: PageProgram): Promise<Omit<Response, "cpuMs">> {
	const { metafile, outputFiles } = await build({
		stdin: { contents: text, resolveDir: folder },
		bundle: true,
		write: false,
		metafile: true,
		minify: true,
		splitting: true,
		outdir: folder,
		absWorkingDir: folder,
		format: "esm",
		target: "es2022",
		logLevel: "error",
	});
	const { outputs } = metafile;
	const fetched = new Set<string>();
	const fetch = (name: string): void => {
		if (fetched.has(name)) return;
		fetched.add(name);
		for (const { kind, path } of outputs[name]?.imports ?? [])
			if (kind === "import-statement" || fetches?.test(outputs[path]?.entryPoint ?? "")) fetch(path);
	};
	for (const [name, { entryPoint }] of Object.entries(outputs)) if (entryPoint === "<stdin>") fetch(name);
	const files = outputFiles.filter(({ path }) => [...fetched].some((name) => path.endsWith(`/${name}`)));
	if (files.length === 0 || files.length !== fetched.size) throw new Error("Expected the scripts of a page.");
	const minified = files.reduce((sum, { contents }) => sum + contents.length, 0);
	const gzip = files.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
	return { samples: [gzip], values: { minified, gzip }, facts: {} };
}
