import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../run/root.mjs";
import { launchChromium, withoutChromium } from "../chromium.ts";
import { ENGINE_FOLDERS } from "../engine-folders.ts";
import { type FileServer, serveFiles } from "../serve-files.ts";
import { BUNDLERS } from "./bundlers.ts";
import { ALL_OPTIONAL, makeProject, type Project } from "./make-project.ts";
import { PAGE_TEXT } from "./page-text.ts";
import { SUM, testModels } from "./test-models.ts";
import { visit } from "./visit.ts";

const isBuilt = existsSync(join(root, "packages/polyinfer/dist/browser.js")) || process.env.CI;
const reason = withoutChromium ?? (isBuilt ? undefined : "the packages are not built");
const isSkipped = reason !== undefined;

/** Scripts of ours and of one engine that a page fetches, minified, without compression. */
const MOST_BYTES = { ours: 160_000, onnxruntime: 110_000, tfjs: 800_000 };

let browser: Browser;
beforeAll(async () => {
	if (!isSkipped) browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Makes, bundles and serves a project with the given optional packages. */
function served(bundle: (typeof BUNDLERS)[keyof typeof BUNDLERS], optional: readonly string[]) {
	const own: { project?: Project; server?: FileServer } = {};
	beforeAll(async () => {
		if (isSkipped) return;
		own.project = makeProject(optional);
		own.project.write("main.js", PAGE_TEXT);
		const folders = { ...ENGINE_FOLDERS, "/": await bundle(own.project) };
		own.server = await serveFiles({ files: await testModels(), folders });
	}, 120_000);
	afterAll(async () => {
		await own.server?.close();
		own.project?.remove();
	});
	return (model: string, prefer: readonly object[]) =>
		visit(browser, own.server as FileServer, "/index.html", { model, prefer });
}

const isScript = ({ path }: { readonly path: string }): boolean => /\.m?js$/.test(path);
const sizeOf = (files: readonly { readonly sizeBytes: number }[]): number =>
	files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

describe.skipIf(isSkipped).each(Object.entries(BUNDLERS))(
	`bundled by %s${isSkipped ? ` (${reason})` : ""}`,
	(_, bundle) => {
		describe("with every optional package", () => {
			const ask = served(bundle, ALL_OPTIONAL);

			test("a page that uses onnxruntime on wasm fetches nothing of other backends or devices", async () => {
				const options = { wasmPaths: "/ort/" };
				const { answer, fetched, printed } = await ask("/add.onnx", [
					{ backend: "onnxruntime", device: "wasm", options },
				]);
				expect({ ...answer, printed }).toEqual({
					sum: SUM,
					backend: "onnxruntime",
					binding: "worker",
					notes: [],
					printed: [],
				});
				const engine = fetched.filter(({ path }) => path.startsWith("/ort/")).map(({ path }) => path);
				expect([...new Set(engine)].sort()).toEqual([
					"/ort/ort-wasm-simd-threaded.mjs",
					"/ort/ort-wasm-simd-threaded.wasm",
				]);
				expect(fetched.map(({ path }) => path).join("\n")).not.toMatch(/tfjs|litert|webgpu|webgl|jsep|asyncify|jspi/);
				const scripts = fetched.filter(isScript);
				expect(sizeOf(scripts)).toBeGreaterThan(50_000);
				expect(sizeOf(scripts)).toBeLessThan(MOST_BYTES.ours + MOST_BYTES.onnxruntime);
			});

			test("a page that uses tfjs on wasm fetches nothing of other backends or devices", async () => {
				const options = { wasmPaths: "/tfjs/" };
				const { answer, fetched, printed } = await ask("/add.onnx", [{ backend: "tfjs", device: "wasm", options }]);
				expect({ ...answer, printed }).toMatchObject({ sum: SUM, backend: "tfjs", printed: [] });
				const engine = fetched.filter(({ path }) => path.startsWith("/tfjs/")).map(({ path }) => path);
				expect(engine).toEqual(["/tfjs/tfjs-backend-wasm-simd.wasm"]);
				expect(fetched.map(({ path }) => path).join("\n")).not.toMatch(/ort|litert|webgpu|webgl/);
				expect(sizeOf(fetched.filter(isScript))).toBeLessThan(MOST_BYTES.ours + MOST_BYTES.tfjs);
			});

			test("a page that uses litert fetches no other engine", async () => {
				const options = { wasmPaths: "/litert/" };
				const { answer, fetched, printed } = await ask("/add.tflite", [{ backend: "litert", device: "wasm", options }]);
				expect({ ...answer, printed }).toMatchObject({ sum: SUM, backend: "litert", printed: [] });
				const [own, engine] = [false, true].map((of) =>
					fetched.filter(({ path }) => path.startsWith("/litert/") === of),
				);
				expect(engine?.map(({ path }) => path)).toEqual([
					"/litert/litert_wasm_internal.js",
					"/litert/litert_wasm_internal.wasm",
				]);
				expect(sizeOf(own?.filter(isScript) ?? [])).toBeLessThan(MOST_BYTES.ours);
				expect(own?.map(({ path }) => path).join("\n")).not.toMatch(/ort|tfjs|tensorflow/);
			});
		});

		describe("without optional packages", () => {
			const ask = served(bundle, []);

			test("the page is bundled all the same, and each engine that is missing is a line with what to type", async () => {
				const { answer } = await ask("/add.onnx", [
					{ backend: "onnxruntime", device: "wasm" },
					{ backend: "tfjs", device: "wasm" },
				]);
				expect(answer.error).toMatchObject({
					code: "UNAVAILABLE",
					attempts: [
						{ advice: expect.stringContaining("npm install onnxruntime-web") },
						{ advice: "npm install @polyinfer/backend-tfjs" },
					],
				});
			});
		});
	},
);
