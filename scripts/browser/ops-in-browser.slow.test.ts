import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as ops from "../../packages/ops/src/index.ts";
import { root } from "../run/root.mjs";
import { bundleEverything, bundleGpuOps, bundleProgram } from "./bundle-ops.ts";
import { launchChromium, withoutChromium } from "./chromium.ts";
import { type OpsResults, opsResults } from "./ops-results.ts";
import { type FileServer, serveFiles } from "./serve-files.ts";

const isBuilt = existsSync(join(root, "packages/ops/dist/index.js"));
const reasons = [withoutChromium ?? [], isBuilt ? [] : ["the packages are not built"]].flat();
const isSkipped = reasons.length > 0 && !process.env.CI;
const why = isSkipped ? ` (${reasons.join(", ")})` : "";

/** The whole package for a page, minified: what all kernels and all ops may take. */
const MOST_BYTES = 600_000;
const MOST_BYTES_GZIP = 220_000;

const html = (script: string): string =>
	`<!doctype html><title>ops</title><script type="module" src="${script}"></script>`;
const inWorker = `
	const worker = new Worker("/ops.js", { type: "module" });
	worker.onmessage = ({ data }) => console.log("results " + data);
	worker.onerror = ({ message }) => console.log("results " + message);
`;
const page = { type: "text/html", content: html("/ops.js") };

let server: FileServer;
let browser: Browser;
const expected = opsResults(ops);

beforeAll(async () => {
	if (isSkipped) return;
	const script = { type: "text/javascript", content: await bundleProgram() };
	server = await serveFiles({
		files: {
			"/ops.js": script,
			"/start-worker.js": { type: "text/javascript", content: inWorker },
			"/page.html": page,
			"/worker.html": { type: "text/html", content: html("/start-worker.js") },
			"/strict.html": { ...page, policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" },
			"/stricter.html": { ...page, policy: "default-src 'none'; script-src 'self'" },
		},
	});
	browser = await launchChromium();
}, 120_000);
afterAll(async () => {
	if (isSkipped) return;
	await browser.close();
	await server.close();
});

/** What the program says in a page. */
async function resultsIn(path: string): Promise<OpsResults> {
	const tab = await browser.newPage();
	try {
		const said = tab.waitForEvent("console", { predicate: (message) => message.text().startsWith("results ") });
		await tab.goto(server.url + path);
		return JSON.parse((await said).text().slice("results ".length));
	} finally {
		await tab.close();
	}
}

test.skipIf(isSkipped).each([
	["a page", "/page.html"],
	["a worker", "/worker.html"],
	["a page whose policy is `script-src 'self' 'wasm-unsafe-eval'`", "/strict.html"],
])(`ops run as WebAssembly in %s, with the results of Node${why}`, async (_, path) => {
	expect(await resultsIn(path)).toEqual({
		implementation: "wasm",
		implementations: ["wasm", "reference"],
		withoutWasm: null,
		letterbox: expected.letterbox,
		nms: expected.nms,
	});
});

test.skipIf(isSkipped)(`a policy without 'wasm-unsafe-eval' leaves the reference, which says why${why}`, async () => {
	expect(await resultsIn("/stricter.html")).toEqual({
		implementation: "reference",
		implementations: ["reference"],
		withoutWasm: expect.stringContaining("Content Security Policy"),
		letterbox: expected.letterbox,
		nms: expected.nms,
	});
});

test.skipIf(!isBuilt && !process.env.CI)(
	`all of ops for a page is below ${MOST_BYTES / 1000} kB, and below ${MOST_BYTES_GZIP / 1000} kB compressed`,
	async () => {
		const text = await bundleEverything();
		expect(text.length).toBeGreaterThan(20_000);
		expect(text.length).toBeLessThan(MOST_BYTES);
		expect(gzipSync(text).length).toBeLessThan(MOST_BYTES_GZIP);
		expect(text).not.toMatch(/node:/);
	},
);

test.skipIf(!isBuilt && !process.env.CI)("ops on WebGPU are below 90 kB, and bring no WebAssembly", async () => {
	const text = await bundleGpuOps();
	expect(text).toContain("@compute");
	expect(text.length).toBeLessThan(90_000);
	expect(text).not.toMatch(/node:|WebAssembly\.[A-Za-z]|AGFzb/);
});
