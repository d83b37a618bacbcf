import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArtifactCache, InputBounds, LoadedModel } from "@polyinfer/core";
import { buildModel, loadModel, type NodeSpec, writeOnnx } from "@polyinfer/model";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findEngine } from "../../find-engine.ts";
import type { ConversionRequest, NativeEngine } from "../../native-engine.ts";
import { convertToMnn } from "./convert.ts";
import { mnnEngine } from "./engine.ts";
import type { MnnOptions } from "./options.ts";

const files = await findEngine(mnnEngine as NativeEngine);
const lacks = files.status === "missing" ? ` (${files.reason})` : "";
const run = test.runIf(lacks === "");
let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

/** Keeps nothing for later. */
const cache: ArtifactCache = {
	async folder(_kind, _key, fill) {
		const path = await mkdtemp(join(folder, "entry-"));
		await fill(path);
		return { path, reused: false };
	},
};

async function request(
	model: LoadedModel,
	more: Partial<ConversionRequest<MnnOptions>> = {},
): Promise<ConversionRequest<MnnOptions>> {
	const library = files.status === "found" ? files.library : "";
	const tools = files.status === "found" ? files.tools : {};
	const silent = { log: () => {}, progress: () => {} };
	return {
		model,
		options: {},
		inputs: {},
		library: { path: library, version: "3.6.1" },
		tools,
		cache,
		...silent,
		...more,
	};
}

async function modelOf(nodes: readonly NodeSpec[], shape: (number | string)[] = [2]): Promise<LoadedModel> {
	const inputs = [{ name: "x", dtype: "float32" as const, shape }];
	const bytes = writeOnnx(buildModel({ opset: 17, inputs, outputs: [{ name: "y", dtype: "float32" }], nodes }));
	const [model] = await loadModel(bytes, {});
	return model as LoadedModel;
}

const relu: NodeSpec = { operator: "Relu", inputs: ["x"], outputs: ["y"] };

run(`leaves the file, what the converter said, and nothing else${lacks}`, async () => {
	const { files: made, map, key } = await convertToMnn(await request(await modelOf([relu])));
	const path = made[0]?.path ?? "";
	expect((await readdir(join(path, ".."))).sort()).toEqual(["converter.log", "model.mnn"]);
	expect(map).toEqual({ inputs: ["x"], outputs: ["y"] });
	expect(key).toMatchObject({ mnn: "3.6.1", weights: "float32" });
});

run(`tells the engine which sizes are free, and which the caller has fixed${lacks}`, async () => {
	const model = await modelOf([relu], ["n", 3, "w"]);
	const bounds: readonly InputBounds[] = [
		{},
		{ x: { shape: [2, null, null] } },
		{ x: { shape: { min: [1, 3, 8], opt: [2, 3, 8], max: [4, 3, 8] } } },
	];
	const shapes: unknown[] = [];
	for (const inputs of bounds)
		shapes.push((await convertToMnn(await request(model, { inputs }))).engineOptions?.["declared.x"]);
	expect(shapes).toEqual(["-1,3,-1", "2,3,-1", "-1,3,8"]);
});

run(`stops the converter when its time is over and when the caller says so${lacks}`, async () => {
	const nodes = Array.from({ length: 3000 }, (_, i) => ({
		operator: "Relu",
		inputs: [i === 0 ? "x" : `v${i}`],
		outputs: [i === 2999 ? "y" : `v${i + 1}`],
	}));
	const model = await modelOf(nodes);
	const options = { convertTimeoutMs: 1 };
	await expect(convertToMnn(await request(model, { options }))).rejects.toMatchObject({
		code: "TIMEOUT",
		stage: "convert",
		message: "MNN's converter was stopped after 1 ms.",
	});
	const controller = new AbortController();
	const stopped = convertToMnn(await request(model, { signal: controller.signal }));
	controller.abort(new Error("enough"));
	await expect(stopped).rejects.toMatchObject({ code: "ABORTED", cause: { message: "enough" } });
});

run(`says what to type where there is no converter, or another file in its place${lacks}`, async () => {
	const empty = join(folder, "empty");
	await mkdir(empty);
	const model = await modelOf([relu]);
	const library = { path: join(empty, "libMNN.so"), version: "3.6.1" };
	await expect(convertToMnn(await request(model, { library, tools: {} }))).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("no converter of MNN beside"),
		advice: "npx polyinfer engines add mnn",
	});
	const converter = files.status === "found" ? files.library : "";
	await expect(convertToMnn(await request(model, { tools: { converter } }))).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("MNN's converter does not load"),
	});
});
