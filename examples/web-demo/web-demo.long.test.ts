import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fetchFonts, fetchModel, fetchPicture, fetchText } from "@polyinfer/models";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServedDemo, serveDemo } from "./server/serve-demo.ts";

const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
const needed = await Promise.all([
	fetchModel("pp-ocr-v4-det"),
	fetchModel("pp-ocr-v4-cls"),
	fetchModel("pp-ocr-v4-rec"),
	fetchText("pp-ocr-v4-keys"),
	fetchModel("blazeface-front"),
	fetchPicture("astronaut"),
	fetchFonts("dejavu"),
]);
const reasons = [
	existsSync(executablePath) ? [] : ["there is no Chromium: apt install chromium"],
	needed.flatMap(({ missing = [] }) => missing),
].flat();
const isSkipped = reasons.length > 0 && !process.env.CI;
const why = isSkipped ? ` (${reasons.join(", ")})` : "";
const out = join(import.meta.dirname, "out");

const TEXT = ["ESPRESSO", "25 ml 92 C", "Pressure 9.1 bar", "Descale in 14 days", "MILK", "STEAM"];
const TEXT_BOXES = [
	[143, 107, 351, 142],
	[140, 170, 358, 205],
	[139, 233, 412, 260],
	[137, 274, 382, 304],
	[293, 360, 343, 382],
	[430, 361, 496, 383],
];
const FACE = [177.3, 80.6, 271.8, 175.1];

let demo: ServedDemo;
let browser: Browser;
beforeAll(async () => {
	if (isSkipped) return;
	await mkdir(out, { recursive: true });
	demo = await serveDemo();
	// A GPU that is computed on the processor, and a camera that shows a pattern.
	const args = [
		"--no-sandbox",
		"--enable-unsafe-webgpu",
		"--use-webgpu-adapter=swiftshader",
		"--enable-features=Vulkan",
		"--use-fake-device-for-media-stream",
		"--use-fake-ui-for-media-stream",
	];
	browser = await chromium.launch({ executablePath, args });
}, 120_000);
afterAll(async () => {
	if (isSkipped) return;
	await browser.close();
	demo.close();
});

/** The page with a task on engines, on the screen of a phone. */
async function open(query: Readonly<Record<string, string>>, width = 390): Promise<Page> {
	const page = await browser.newPage({ viewport: { width, height: 844 } });
	await page.goto(`${demo.url}?${new URLSearchParams({ software: "", ...query })}`);
	return page;
}

interface Shown {
	readonly labels: readonly string[];
	readonly boxes: readonly (readonly number[])[];
	readonly stages: readonly string[];
	readonly report: string;
}

/** What the panel of `engine` shows when it is done. Rejects with what it says where it fails. */
async function shown(page: Page, engine: string): Promise<Shown> {
	const panel = page.locator(`.panel[data-engine="${engine}"]`);
	await panel.and(page.locator("[data-state]")).waitFor({ timeout: 200_000 });
	if ((await panel.getAttribute("data-state")) === "failed")
		throw new Error((await panel.locator(".state").textContent()) ?? "");
	const items = panel.locator(".found li");
	const boxes = await items.evaluateAll((all) => all.map((item) => (item as HTMLElement).dataset.box ?? ""));
	return {
		labels: await items.allTextContents(),
		boxes: boxes.map((box) => box.split(",").map(Number)),
		stages: await panel.locator(".stages span:nth-of-type(odd)").allTextContents(),
		report: (await panel.locator("pre").textContent()) ?? "",
	};
}

function overlap(a: readonly number[], b: readonly number[]): number {
	const [l1, t1, r1, b1] = a as [number, number, number, number];
	const [l2, t2, r2, b2] = b as [number, number, number, number];
	const both = Math.max(0, Math.min(r1, r2) - Math.max(l1, l2)) * Math.max(0, Math.min(b1, b2) - Math.max(t1, t2));
	return both / ((r1 - l1) * (b1 - t1) + (r2 - l2) * (b2 - t2) - both);
}

const ENGINES = ["onnxruntime-wasm", "onnxruntime-webgpu", "tfjs-wasm", "tfjs-webgl", "tfjs-webgpu"];

test.skipIf(isSkipped).each(ENGINES)(`%s finds the astronaut's face in the page${why}`, async (engine) => {
	const page = await open({ task: "faces", engine });
	const { boxes, report } = await shown(page, engine);
	expect(boxes).toHaveLength(1);
	expect(overlap(boxes[0] ?? [], FACE)).toBeGreaterThan(0.9);
	expect(report).toContain(engine.split("-")[0]);
	await page.screenshot({ path: join(out, `faces-${engine}.png`), fullPage: true });
	await page.close();
});

for (const engine of ENGINES) {
	// Minutes each where WebGPU is computed on the processor.
	const isTooSlow = engine.endsWith("webgpu") && !process.env.POLYINFER_THOROUGH;
	const reason = isTooSlow ? " (minutes on a software adapter: POLYINFER_THOROUGH=1)" : why;
	test.skipIf(isSkipped || isTooSlow)(
		`${engine} reads the display in the page${reason}`,
		{ timeout: 240_000 },
		async () => {
			const page = await open({ task: "text", engine });
			const { labels, boxes } = await shown(page, engine);
			expect(labels).toEqual(TEXT);
			for (const [i, box] of boxes.entries()) expect(overlap(box, TEXT_BOXES[i] ?? [])).toBeGreaterThan(0.9);
			await page.screenshot({ path: join(out, `text-${engine}.png`), fullPage: true });
			await page.close();
		},
	);
}

test.skipIf(isSkipped)(`two engines look at one picture side by side, with the time of each stage${why}`, async () => {
	const page = await open({ task: "faces", engine: "onnxruntime-wasm", beside: "tfjs-wasm" }, 1200);
	const [first, second] = [await shown(page, "onnxruntime-wasm"), await shown(page, "tfjs-wasm")];
	expect(first.stages).toEqual(["picture to tensor", "network", "tensor to boxes", "drawing"]);
	expect(overlap(first.boxes[0] ?? [], second.boxes[0] ?? [])).toBeGreaterThan(0.99);
	const [left, right] = await page.locator(".panel").all();
	expect((await left?.boundingBox())?.y).toBe((await right?.boundingBox())?.y);
	await page.screenshot({ path: join(out, "side-by-side.png"), fullPage: true });
	await page.close();
});

test.skipIf(isSkipped)(`nothing is wider than the screen of a phone${why}`, async () => {
	const page = await open({ task: "faces", engine: "onnxruntime-wasm" });
	await shown(page, "onnxruntime-wasm");
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
	await page.close();
});

test.skipIf(isSkipped)(`the camera's frames are looked at, one after the other${why}`, async () => {
	const page = await open({ task: "faces", engine: "onnxruntime-wasm" });
	await shown(page, "onnxruntime-wasm");
	await page.locator("#camera").click();
	const canvas = page.locator(".panel canvas");
	const hash = (): Promise<string> => canvas.evaluate((shownCanvas) => (shownCanvas as HTMLCanvasElement).toDataURL());
	await expect.poll(() => canvas.getAttribute("width"), { timeout: 20_000 }).not.toBe("512");
	const frame = await hash();
	await expect.poll(hash, { timeout: 20_000 }).not.toBe(frame);
	await page.close();
});

test.skipIf(isSkipped)(`a file that is no picture is named, and the page goes on${why}`, async () => {
	const page = await open({ task: "faces", engine: "onnxruntime-wasm" });
	await shown(page, "onnxruntime-wasm");
	await page.locator("#file").setInputFiles({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("notes") });
	await expect.poll(() => page.locator("#hint").textContent()).toContain("notes.png is no picture");
	expect((await shown(page, "onnxruntime-wasm")).boxes).toHaveLength(1);
	await page.close();
});

test.skipIf(isSkipped)(`without a GPU the panel says why and what to do${why}`, async () => {
	const other = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
	const page = await other.newPage();
	await page.goto(`${demo.url}?task=faces&engine=onnxruntime-webgpu`);
	await expect(shown(page, "onnxruntime-webgpu")).rejects.toThrow(/UNAVAILABLE.*WebGPU/);
	await other.close();
});
