import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchModel, fetchPicture, type ModelId } from "../../../models/src/index.ts";
import { onnxruntime } from "../../../packages/backend-onnx/src/index.ts";
import { openSession, Tensor } from "../../../packages/core/src/index.ts";
import { buildModel, loadModel, writeOnnx } from "../../../packages/model/src/index.ts";
import { centerCropResize, softmax } from "../../../packages/ops/src/index.ts";
import { readPicture } from "../../../packages/ops/src/sharp/index.ts";
import { root } from "../../run/root.mjs";
import { bundlePage } from "../bundle-page.ts";
import { launchChromium, withoutChromium } from "../chromium.ts";
import { ENGINE_FOLDERS } from "../engine-folders.ts";
import { type FileServer, type ServedFile, serveFiles } from "../serve-files.ts";
import type { PageScenarios, ServedTensor } from "./page-program.ts";
import { serveTensors } from "./served-tensors.ts";

const why = withoutChromium ? ` (${withoutChromium})` : "";
const run = test.skipIf(withoutChromium !== undefined);

const wasmPaths = "/ort/";
const net = "/net.onnx";
const onGpu = { model: net, device: "webgpu", options: { wasmPaths, allowSoftware: true } };

/** `y = x + x` */
const doubling = writeOnnx(
	buildModel({
		opset: 17,
		inputs: [{ name: "x", dtype: "float32", shape: ["n"] }],
		outputs: [{ name: "y", dtype: "float32", shape: ["n"] }],
		nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
	}),
);

const files: Record<string, ServedFile> = {
	"/": {
		type: "text/html",
		content:
			'<!doctype html><title>onnxruntime</title><link rel="icon" href="data:,"><script type="module" src="/program.js"></script>',
	},
	[net]: { type: "application/octet-stream", content: doubling },
	"/wrong/ort-wasm-simd-threaded.mjs": { type: "text/html", content: "<!doctype html>not found" },
};
let server: FileServer;
let browser: Browser;

beforeAll(async () => {
	if (withoutChromium) return;
	Object.assign(
		files,
		await bundlePage(`import ${JSON.stringify(join(root, "scripts/browser/onnxruntime/page-program.ts"))};`),
	);
	server = await serveFiles({ files, folders: ENGINE_FOLDERS, isolated: true });
	browser = await launchChromium();
}, 120_000);
afterAll(async () => {
	if (withoutChromium) return;
	await browser.close();
	await server.close();
});

/** Calls a scenario in a page of its own; `printed` gets the lines of its console. */
async function inPage<K extends keyof PageScenarios>(
	name: K,
	args: Parameters<PageScenarios[K]>,
	printed: string[] = [],
): Promise<Awaited<ReturnType<PageScenarios[K]>>> {
	const page = await browser.newPage();
	try {
		page.on("console", (message) => printed.push(message.text()));
		await page.goto(server.url);
		return (await page.evaluate(`${name}(...${JSON.stringify(args)})`)) as Awaited<ReturnType<PageScenarios[K]>>;
	} finally {
		await page.close();
	}
}

const noise = (shape: readonly number[], low: number, high: number): Tensor => {
	const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
	for (let i = 0, state = 1; i < data.length; i++) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		data[i] = low + ((high - low) * state) / 2 ** 32;
	}
	return new Tensor("float32", data, shape);
};

async function coffee(): Promise<Tensor> {
	const { path } = await fetchPicture("coffee");
	return centerCropResize(await readPicture(path as string), { resize: 256, crop: 224, mean: 127, std: 128 });
}

/** Feeds of a model and what Node's processor makes of them, served. */
async function prepare(
	id: ModelId,
	feeds: Readonly<Record<string, Tensor | undefined>>,
): Promise<{
	model: string;
	feeds: Record<string, ServedTensor>;
	expected: Record<string, ServedTensor>;
	results: Record<string, Tensor | undefined>;
}> {
	const bytes = await readFile((await fetchModel(id)).path as string);
	const [model] = await loadModel(new Uint8Array(bytes), {});
	const session = await openSession(onnxruntime, model as never);
	const results = await session.run(feeds as Record<string, Tensor>);
	await session.dispose();
	files[`/${id}.onnx`] = { type: "application/octet-stream", content: bytes };
	return {
		model: `/${id}.onnx`,
		feeds: serveTensors(files, `/${id}/`, feeds),
		expected: serveTensors(files, `/${id}/`, results),
		results,
	};
}

/** Models with their feeds. Sums of float32 in another order differ by less than `tolerance`, at outputs of up to 1 or 100. */
const MODELS = [
	{
		id: "efficientnet-lite0",
		devices: ["wasm", "webgpu"],
		feeds: async () => ({ images: await coffee() }),
		tolerance: 1e-4,
	},
	{
		id: "blazeface-front",
		devices: ["wasm", "webgpu"],
		feeds: async () => ({ "input:0": noise([1, 128, 128, 3], -1, 1) }),
		tolerance: 1e-3,
	},
	{
		id: "pp-ocr-v4-det",
		devices: ["wasm"],
		feeds: async () => ({ x: noise([1, 3, 64, 96], -2, 2) }),
		tolerance: 1e-4,
	},
	{
		id: "pp-ocr-v4-rec",
		devices: ["wasm"],
		feeds: async () => ({ x: noise([1, 3, 48, 320], -1, 1) }),
		tolerance: 1e-4,
	},
] as const;

const { missing: noPicture } = await fetchPicture("coffee");

for (const { id, devices, feeds, tolerance } of MODELS) {
	const { missing = noPicture } = await fetchModel(id);
	const reason = withoutChromium ?? (process.env.CI ? undefined : missing);
	test.skipIf(reason !== undefined)(
		`${id} gives in a page what it gives in Node${reason ? ` (${reason})` : ""}`,
		async () => {
			const { model, feeds: served, expected, results } = await prepare(id, await feeds());
			if (results.logits) expect(softmax(results.logits as never).data[967]).toBeCloseTo(0.951, 3);
			for (const device of devices) {
				const options = device === "wasm" ? { wasmPaths } : onGpu.options;
				const printed: string[] = [];
				const found = await inPage("compare", [{ model, device, options }, served, expected], printed);
				expect(found).toMatchObject({ device, binding: device === "wasm" ? "worker" : "javascript" });
				expect(Object.keys(found.differences)).toEqual(Object.keys(results));
				for (const difference of Object.values(found.differences)) expect(difference).toBeLessThan(tolerance);
				expect(printed).toEqual([]);
			}
		},
	);
}

run(`a page that uses wasm fetches nothing of WebGPU, and of the wasm one file${why}`, async () => {
	const before = server.served.length;
	await inPage("compare", [
		{ model: net, device: "wasm", options: { wasmPaths } },
		serveTensors(files, "/x/", { x: noise([3], 0, 1) }),
		{},
	]);
	const paths = server.served.slice(before).map(({ path }) => path);
	expect(paths.filter((path) => /asyncify|jsep|jspi|webgpu/.test(path))).toEqual([]);
	expect(paths.filter((path) => path.endsWith(".wasm"))).toEqual(["/ort/ort-wasm-simd-threaded.wasm"]);
});

run.each([
	["not there", "/nowhere/"],
	["served as HTML", "/wrong/"],
])(`files of onnxruntime-web that are %s are UNAVAILABLE, with the line to type${why}`, async (_, wrong) => {
	for (const proxy of [true, false])
		expect(
			await inPage("failure", [{ model: net, device: "wasm", options: { wasmPaths: wrong, proxy } }]),
		).toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("onnxruntime-web"),
			advice: expect.stringContaining("npm install onnxruntime-web"),
		});
});

run(`the word \`webgpu\` does not lead to a software adapter${why}`, async () => {
	expect(await inPage("word", [net, "webgpu"])).toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("swiftshader"),
	});
});

run(`a lost device rejects what runs and what comes, and a new session works${why}`, async () => {
	expect(await inPage("loseDevice", [onGpu])).toEqual([
		"DEVICE_LOST",
		"DEVICE_LOST",
		"DEVICE_LOST",
		"DEVICE_LOST",
		"2,4,6",
	]);
});

run(`sessions on one GPUDevice share tensors, those on another refuse them${why}`, async () => {
	expect(await inPage("shareDevice", [onGpu])).toEqual(["true", "4,8,12", "INVALID_ARGUMENT"]);
});
