import { join } from "node:path";
import { build } from "esbuild";
import { runIn } from "../../packed/outside.mjs";
import { root } from "../../run/root.mjs";
import type { Project } from "./make-project.ts";
import { htmlOf } from "./page-text.ts";

/** Bundles `main.js` of a project into a folder with `index.html`, whose path it gives. Rejects with what the bundler says. */
export type Bundler = (project: Project) => Promise<string>;

const OUT = "out";

/** A bundler that knows nothing of workers: they are entries of their own. */
const esbuild: Bundler = async ({ folder, write }) => {
	const worker = join(folder, "node_modules/@polyinfer/backend-onnx/dist/web-worker.js");
	const { warnings } = await build({
		absWorkingDir: folder,
		entryPoints: { main: "main.js", "web-worker": worker },
		bundle: true,
		splitting: true,
		minify: true,
		format: "esm",
		target: "es2022",
		outdir: OUT,
		logLevel: "silent",
	});
	if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join("\n"));
	write(`${OUT}/index.html`, htmlOf("/main.js"));
	return join(folder, OUT);
};

const vite: Bundler = async ({ folder, write }) => {
	write("index.html", htmlOf("/main.js"));
	const program = join(root, "examples/web-demo/node_modules/vite/bin/vite.js");
	const args = [program, "build", "--outDir", OUT, "--logLevel", "error"];
	const { code, stdout, stderr } = await runIn(folder, process.execPath, args);
	if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
	return join(folder, OUT);
};

/** What users bundle pages with. Both with their defaults. */
export const BUNDLERS = { esbuild, vite } as const;
