import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../run/root.mjs";
import { ALL_OPTIONAL, makeProject, type Project } from "./make-project.ts";

const isSkipped = !existsSync(join(root, "packages/polyinfer/dist/browser.js")) && !process.env.CI;
const why = isSkipped ? " (the packages are not built)" : "";

/** What a page may import of ours. */
const ENTRIES = [
	"polyinfer",
	"@polyinfer/core",
	"@polyinfer/model",
	"@polyinfer/engine-host/memory",
	"@polyinfer/engine-host/native",
	"@polyinfer/backend-onnx",
	"@polyinfer/backend-native",
	"@polyinfer/backend-tfjs",
	"@polyinfer/ops",
	"@polyinfer/ops/webgpu",
];

/** Programs, and the most bytes that are fetched with them, minified. */
const PARTS: readonly (readonly [string, number])[] = [
	['import { InferenceError } from "@polyinfer/core"; console.log(InferenceError);', 7_000],
	['import { createSession } from "polyinfer"; console.log(createSession);', 130_000],
	// The kernels of all ops are one piece of WebAssembly.
	['import { letterbox } from "@polyinfer/ops"; console.log(letterbox);', 450_000],
];

let project: Project;
beforeAll(() => {
	if (!isSkipped) project = makeProject(ALL_OPTIONAL);
});
afterAll(() => project?.remove());

/** Bytes that are fetched with a program, before it imports anything itself. Rejects where it imports what browsers lack. */
async function bytesOf(contents: string): Promise<number> {
	const { metafile } = await build({
		stdin: { contents, resolveDir: project.folder },
		bundle: true,
		write: false,
		metafile: true,
		minify: true,
		splitting: true,
		outdir: "/",
		format: "esm",
		target: "es2022",
		logLevel: "silent",
	});
	const { outputs } = metafile;
	const fetched = new Set<string>();
	const fetch = (name: string | undefined): void => {
		if (name === undefined || fetched.has(name)) return;
		fetched.add(name);
		for (const { kind, path } of outputs[name]?.imports ?? []) if (kind === "import-statement") fetch(path);
	};
	fetch(Object.keys(outputs).find((name) => outputs[name]?.entryPoint === "<stdin>"));
	return [...fetched].reduce((sum, name) => sum + (outputs[name]?.bytes ?? 0), 0);
}

test.skipIf(isSkipped).each(ENTRIES)(
	`%s has nothing of Node in it, and importing it for nothing costs nothing${why}`,
	async (entry) => {
		expect(await bytesOf(`export * from "${entry}";`)).toBeGreaterThan(100);
		expect(await bytesOf(`import "${entry}";`)).toBe(0);
	},
);

test.skipIf(isSkipped).each(PARTS)(`%s takes at most %d bytes${why}`, async (program, most) => {
	const bytes = await bytesOf(program);
	expect(bytes).toBeGreaterThan(100);
	expect(bytes).toBeLessThan(most);
});
