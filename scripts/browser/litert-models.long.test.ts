import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchModel } from "../../models/src/index.ts";
import { litert } from "../../packages/backend-native/src/index.ts";
import { loadRaw } from "../../packages/conformance/src/index.ts";
import { root } from "../run/root.mjs";
import { bundlePage } from "./bundle-page.ts";
import { launchChromium, withoutChromium } from "./chromium.ts";
import { ENGINE_FOLDERS } from "./engine-folders.ts";
import { resultsOf } from "./litert-models.ts";
import { type FileServer, serveFiles } from "./serve-files.ts";

/** Opens the model of the page's query in LiteRT and hands over what it gives. */
const program = `
	import { litert } from "@polyinfer/backend-native";
	import { loadRaw } from "@polyinfer/conformance";
	import { resultsOf } from ${JSON.stringify(join(root, "scripts/browser/litert-models.ts"))};
	globalThis.resultsOf = async (url) => {
		const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
		const request = { device: "wasm", options: { wasmPaths: "/litert/" } };
		return resultsOf(litert, await loadRaw(bytes, "tflite"), request);
	};
`;

const MODELS = ["face-short-range", "selfie-segmentation"] as const;
const models = await Promise.all(MODELS.map((id) => fetchModel(id)));
const here = await litert.availability();
const reason =
	withoutChromium ??
	models.find(({ missing }) => missing)?.missing ??
	(here.status === "missing" ? here.reason : undefined);
const isSkipped = reason !== undefined && !process.env.CI;

/** Of the outputs' numbers: two builds of the same kernels for other processors. */
const TOLERANCE = 1e-3;

let browser: Browser;
let server: FileServer;
beforeAll(async () => {
	if (isSkipped) return;
	const html = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/program.js"></script>';
	const files = { ...(await bundlePage(program)), "/": { type: "text/html", content: html } };
	const served = models.map(async ({ path }, i) => [
		`/${MODELS[i]}.tflite`,
		{ type: "application/octet-stream", content: await readFile(path as string) },
	]);
	server = await serveFiles({
		files: { ...files, ...Object.fromEntries(await Promise.all(served)) },
		folders: ENGINE_FOLDERS,
	});
	browser = await launchChromium();
}, 60_000);
afterAll(async () => {
	await browser?.close();
	await server?.close();
});

test.skipIf(isSkipped).each(MODELS)(
	`%s gives in a page what LiteRT's own library gives${isSkipped ? ` (${reason})` : ""}`,
	async (id) => {
		const page = await browser.newPage();
		try {
			await page.goto(server.url);
			await page.waitForFunction("globalThis.resultsOf");
			const inPage = (await page.evaluate(`resultsOf("/${id}.tflite")`)) as Awaited<ReturnType<typeof resultsOf>>;
			const bytes = new Uint8Array(await readFile(models[MODELS.indexOf(id)]?.path as string));
			const native = await resultsOf(litert, await loadRaw(bytes, "tflite"), {});
			expect(Object.keys(inPage)).toEqual(Object.keys(native));
			for (const [name, expected] of Object.entries(native)) {
				const received = inPage[name] ?? [];
				expect(received.length).toBe(expected.length);
				const range = Math.max(...expected) - Math.min(...expected);
				const worst = Math.max(...expected.map((value, i) => Math.abs(value - (received[i] ?? Number.NaN))));
				expect(range).toBeGreaterThan(0);
				expect(worst / range).toBeLessThan(TOLERANCE);
			}
		} finally {
			await page.close();
		}
	},
);
