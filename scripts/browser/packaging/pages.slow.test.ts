import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../run/root.mjs";
import { launchChromium, withoutChromium } from "../chromium.ts";
import { ENGINE_FOLDERS } from "../engine-folders.ts";
import { type FileServer, serveFiles } from "../serve-files.ts";
import { BUNDLERS } from "./bundlers.ts";
import { importMap } from "./import-map.ts";
import { ALL_OPTIONAL, makeProject, type Project } from "./make-project.ts";
import { htmlOf, PAGE_TEXT, WORKER_STARTER } from "./page-text.ts";
import { SUM, testModels } from "./test-models.ts";
import { visit } from "./visit.ts";

const isBuilt = existsSync(join(root, "packages/polyinfer/dist/browser.js")) || process.env.CI;
const reason = withoutChromium ?? (isBuilt ? undefined : "the packages are not built");
const isSkipped = reason !== undefined;
const why = isSkipped ? ` (${reason})` : "";

/** What docs/browser.md advises; `img-src` is this page's own icon. */
const STRICT =
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:";
const WITH_BLOBS = STRICT.replace("script-src 'self'", "script-src 'self' blob:");
const WITHOUT_WASM = STRICT.replace(" 'wasm-unsafe-eval'", "");

let browser: Browser;
let project: Project;
let servers: Readonly<Record<"plain" | "strict" | "withBlobs" | "noWasm", FileServer>> | undefined;

beforeAll(async () => {
	if (isSkipped) return;
	browser = await launchChromium();
	project = makeProject(ALL_OPTIONAL);
	project.write("main.js", PAGE_TEXT);
	const bundle = await BUNDLERS.esbuild(project);
	const ours = [
		"polyinfer",
		...["core", "model", "backend-onnx", "backend-native"].map((name) => `@polyinfer/${name}`),
	];
	const imports = {
		...importMap(project.folder, ours),
		"onnxruntime-web/wasm": "/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs",
	};
	const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
	const page = (content: string) => ({ type: "text/html", content });
	const script = (content: string) => ({ type: "text/javascript", content });
	const files = {
		...(await testModels()),
		"/plain.js": script(PAGE_TEXT),
		"/start-worker.js": script(WORKER_STARTER),
		"/plain.html": page(htmlOf("/plain.js", map)),
		"/page.html": page(htmlOf("/main.js")),
		"/worker.html": page(htmlOf("/start-worker.js")),
	};
	const folders = { ...ENGINE_FOLDERS, "/node_modules/": join(project.folder, "node_modules"), "/": bundle };
	servers = {
		plain: await serveFiles({ files, folders }),
		strict: await serveFiles({ files, folders, isolated: true, policy: STRICT }),
		noWasm: await serveFiles({ files, folders, policy: WITHOUT_WASM }),
		withBlobs: await serveFiles({ files, folders, isolated: true, policy: WITH_BLOBS }),
	};
}, 120_000);
afterAll(async () => {
	for (const server of Object.values(servers ?? {})) await server.close();
	await browser?.close();
	project?.remove();
});

const ENGINES = {
	onnxruntime: { model: "/add.onnx", options: { wasmPaths: "/ort/" } },
	// Its threads are workers made of blobs, for which it would wait for ever where a policy forbids them.
	tfjs: { model: "/add.onnx", options: { wasmPaths: "/tfjs/", flags: { WASM_HAS_MULTITHREAD_SUPPORT: false } } },
	litert: { model: "/add.tflite", options: { wasmPaths: "/litert/" } },
} as const;
const ALL = ["onnxruntime", "tfjs", "litert"] as const;

test.skipIf(isSkipped).each([
	["a plain module with an import map", ["onnxruntime", "litert"], "plain", "/plain.html"],
	["a worker", ALL, "plain", "/worker.html"],
	["an isolated page under a strict Content-Security-Policy", ALL, "strict", "/page.html"],
	[
		"a worker of an isolated page under a strict Content-Security-Policy",
		["onnxruntime", "tfjs"],
		"strict",
		"/worker.html",
	],
	["a worker of an isolated page whose policy allows scripts of blobs", ["litert"], "withBlobs", "/worker.html"],
] as const)(`in %s runs: %s${why}`, async (_, backends, server, path) => {
	for (const backend of backends) {
		const { model, options } = ENGINES[backend];
		const prefer = [{ backend, device: "wasm", options }];
		const at = servers?.[server] as FileServer;
		const { answer, printed } = await visit(browser, at, path, { model, prefer });
		expect({ ...answer, printed }).toMatchObject({ sum: SUM, backend, notes: [], printed: [] });
	}
});

test.skipIf(isSkipped)(`a policy that forbids WebAssembly is told, with what to allow${why}`, async () => {
	for (const [backend, { model, options }] of Object.entries(ENGINES)) {
		const prefer = [{ backend, device: "wasm", options }];
		const { answer } = await visit(browser, servers?.noWasm as FileServer, "/page.html", { model, prefer });
		expect(answer.error?.code).toBe("UNAVAILABLE");
		const what = backend === "tfjs" ? /\.wasm files/ : /Content Security Policy/;
		expect(answer.error?.attempts[0]?.message).toMatch(what);
	}
});
