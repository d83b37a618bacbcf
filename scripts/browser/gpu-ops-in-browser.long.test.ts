import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../run/root.mjs";
import { bundlePage } from "./bundle-page.ts";
import { launchChromium, withoutChromium } from "./chromium.ts";
import type { GpuResults } from "./gpu-results.ts";
import { type FileServer, serveFiles } from "./serve-files.ts";

const inPage = test.skipIf(withoutChromium !== undefined);
const why = withoutChromium === undefined ? "" : ` (${withoutChromium})`;

const program = `
	import { gpuResults } from ${JSON.stringify(join(root, "scripts/browser/gpu-results.ts"))};
	try {
		console.log("results " + JSON.stringify(await gpuResults()));
	} catch (error) {
		console.log("results " + JSON.stringify(String(error.stack ?? error)));
	}
`;

let server: FileServer;
let browser: Browser;
let results: GpuResults;

beforeAll(async () => {
	if (withoutChromium !== undefined) return;
	const page = {
		type: "text/html",
		content: `<!doctype html><title>ops</title><script type="module" src="/program.js"></script>`,
	};
	server = await serveFiles({ files: { ...(await bundlePage(program)), "/page.html": page } });
	browser = await launchChromium({ hasWebgl: false });
	const tab = await browser.newPage();
	const said = tab.waitForEvent("console", {
		predicate: (message) => message.text().startsWith("results "),
		timeout: 90_000,
	});
	await tab.goto(`${server.url}/page.html`);
	results = JSON.parse((await said).text().slice("results ".length));
	if (typeof results === "string") throw new Error(results);
}, 120_000);
afterAll(async () => {
	await browser?.close();
	await server?.close();
});

inPage(`pictures of a page become tensors on WebGPU as the reference makes them${why}`, () => {
	expect(results.levels).toEqual({
		buffer: 0,
		ImageData: 0,
		ImageBitmap: 0,
		canvas: 0,
		OffscreenCanvas: 0,
		VideoFrame: expect.toSatisfy((levels: number) => levels <= 2),
		video: expect.toSatisfy((levels: number) => levels <= 2),
	});
});

inPage(`real VideoFrames are read as what they hold${why}`, () => {
	expect(results.frames).toEqual({ RGBA: ["rgba", 0], BGRA: ["bgra", 0], I420: ["i420", 0], NV12: ["nv12", 0] });
});

inPage(`classes and detections are the reference's${why}`, () => {
	expect([results.sameClasses, results.sameDetections]).toEqual([true, true]);
});

inPage(`a picture and its detections take one submit, three dispatches, and at most 8 kB to read back${why}`, () => {
	expect(results.counts).toEqual({ dispatches: 3, submits: 1, readBackBytes: expect.any(Number) });
	expect(results.counts.readBackBytes).toBeLessThanOrEqual(8192);
});
