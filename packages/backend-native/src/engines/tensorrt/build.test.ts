import { mkdtemp, open, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNet, dynamicBatchNet, loadNet } from "@polyinfer/conformance";
import type { LoadedModel } from "@polyinfer/core";
import { readOnnx, toFloat16, writeOnnx } from "@polyinfer/model";
import { fetchModel, type ModelId } from "@polyinfer/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onnx } from "../../testing/onnx.ts";
import { buildHere, loadRtx } from "./testing/build-here.ts";
import { rtx } from "./testing/real-libraries.ts";

let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

async function fetched(id: ModelId): Promise<Pick<LoadedModel, "files"> & { readonly bytes: Uint8Array }> {
	const { path, missing } = await fetchModel(id);
	if (missing !== undefined) throw new Error(missing);
	const bytes = await readFile(path);
	return { bytes, files: [{ name: "", bytes }] };
}

async function magicOf(path: string): Promise<string> {
	const file = await open(path);
	const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
	await file.close();
	return buffer.toString("latin1");
}

const BATCH = { "shape.x": "1..2..8,3" };

describe.skipIf(rtx.lacks !== "")(`plans by TensorRT-RTX, without a GPU${rtx.lacks}`, () => {
	test("builds a plan ahead and saves it into a new file", async () => {
		const session = await buildHere(await loadNet(addNet, "onnx"));
		expect(session.inputs).toMatchObject([
			{ name: "a", dtype: "float32", shape: [2, 3] },
			{ name: "b", dtype: "float32", shape: [2, 3] },
		]);
		expect(session.outputs).toMatchObject([{ name: "sum", dtype: "float32", shape: [2, 3] }]);
		expect(session.describe("report")).toEqual({
			library: "TensorRT-RTX",
			version: "1.7.1",
			plan: "built",
			seconds: expect.any(Number),
			reusedTimingBytes: 0,
			precision: "typed",
			notes: [],
		});
		const path = join(folder, "add.plan");
		await session.save(path);
		expect(await magicOf(path)).toBe("vtrt");
		await expect(session.save(path)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		await session.dispose();
		await expect(session.save(join(folder, "late.plan"))).rejects.toMatchObject({ code: "DISPOSED" });
		await expect(stat(join(folder, "late.plan"))).rejects.toMatchObject({ code: "ENOENT" });
	});

	test("a session that builds only does not run", async () => {
		const session = await buildHere(await loadNet(addNet, "onnx"));
		const feed = { dtype: "float32", data: new Float32Array(6), shape: [2, 3] } as never;
		await expect(session.run([feed, feed], ["new"])).rejects.toMatchObject({ code: "UNSUPPORTED" });
		await session.dispose();
	});

	test("free sizes need bounds, and what they fix is fixed", async () => {
		const model = await loadNet(dynamicBatchNet, "onnx");
		const name = model.metadata?.inputs[0]?.name as string;
		const rank = model.metadata?.inputs[0]?.shape?.length as number;
		const fixed = model.metadata?.inputs[0]?.shape?.slice(1) ?? [];
		const free = { [`shape.${name}`]: ["?", ...fixed].join(",") };
		for (const options of [{}, free])
			await expect(buildHere(model, options)).rejects.toMatchObject({
				code: "UNSUPPORTED",
				advice: expect.stringContaining(`nputs: { "${name}": { shape: { min, opt, max } } }`),
			});
		const bounded = await buildHere(model, { [`shape.${name}`]: ["1..2..8", ...fixed].join(",") });
		expect(bounded.inputs[0]?.shape).toEqual([null, ...fixed]);
		await bounded.dispose();
		const exact = await buildHere(model, { [`shape.${name}`]: ["5", ...fixed].join(",") });
		expect([exact.inputs[0]?.shape, exact.outputs[0]?.shape?.[0]]).toEqual([[5, ...fixed], 5]);
		await exact.dispose();
		for (const [key, value] of [
			[name, Array(rank + 1).fill("1")],
			[name, ["8..2..1", ...fixed]],
			[name, ["x", ...fixed]],
			["nobody", ["1"]],
		] as const)
			await expect(buildHere(model, { [`shape.${key}`]: value.join(",") })).rejects.toMatchObject({
				code: "INVALID_ARGUMENT",
			});
	});

	test("bounds of values that are sizes reach the profile", async () => {
		const model = await onnx({
			inputs: [
				{ name: "x", dtype: "float32", shape: [2, 3] },
				{ name: "to", dtype: "int64", shape: [2] },
			],
			outputs: [{ name: "y", dtype: "float32", shape: [null, null] }],
			nodes: [{ operator: "Reshape", inputs: ["x", "to"], outputs: ["y"] }],
		});
		const session = await buildHere(model, { "values.to": "1..2..6,1..3..6" });
		expect(session.inputs.map(({ dtype }) => dtype)).toEqual(["float32", "int64"]);
		await session.dispose();
		await expect(buildHere(model, { "values.x": "1,2" })).rejects.toMatchObject({
			code: expect.stringMatching(/INVALID_ARGUMENT|UNSUPPORTED/),
		});
	});

	test.each(["blazeface-front", "efficientnet-lite0", "efficientnet-lite0-int8"] as const)("builds %s", async (id) => {
		const session = await buildHere(await fetched(id));
		const path = join(folder, `${id}.plan`);
		await session.save(path);
		expect((await stat(path)).size).toBeGreaterThan(1e6);
		await session.dispose();
	});

	test("a model that was rewritten to float16 gives a smaller plan with the same inputs and outputs", async () => {
		const { bytes } = await fetched("efficientnet-lite0");
		const { model } = toFloat16(readOnnx(bytes));
		const session = await buildHere({ files: [{ name: "", bytes: writeOnnx(model) }] });
		expect([...session.inputs, ...session.outputs].map(({ dtype }) => dtype)).toEqual(["float32", "float32"]);
		const path = join(folder, "half.plan");
		await session.save(path);
		expect((await stat(path)).size).toBeLessThan(0.7 * bytes.length);
		await session.dispose();
	});

	test("what is no ONNX file, and what TensorRT lacks, is told apart, with node and operator", async () => {
		const { files } = await loadNet(addNet, "onnx");
		const bytes = files[0]?.bytes as Uint8Array;
		for (const broken of [bytes.slice(0, bytes.length - 7), new Uint8Array(64).fill(0xff)])
			await expect(buildHere({ files: [{ name: "", bytes: broken }] })).rejects.toMatchObject({
				code: "INVALID_MODEL",
			});
		const foreign = await onnx({
			inputs: [{ name: "x", dtype: "float32", shape: [2] }],
			outputs: [{ name: "y", dtype: "float32", shape: [2] }],
			nodes: [{ operator: "NoSuchOperator", name: "odd", inputs: ["x"], outputs: ["y"] }],
		} as never);
		await expect(buildHere(foreign)).rejects.toMatchObject({
			code: "UNSUPPORTED",
			message: expect.stringMatching(/node 0 `odd` \(NoSuchOperator\)/),
		});
	});

	test("options are checked, and those that RTX has not are UNSUPPORTED", async () => {
		const model = await loadNet(addNet, "onnx");
		const wrong = [
			["optimizationLevel", "6"],
			["precision", "fp8"],
			["workspaceBytes", "-1"],
			["timingCache", "here"],
			["cudaGraph", "yes"],
			["nothing", "1"],
		] as const;
		for (const [key, value] of wrong)
			await expect(buildHere(model, { [key]: value })).rejects.toMatchObject({
				code: "INVALID_ARGUMENT",
				message: expect.stringContaining(`\`${key}\``),
			});
		for (const [key, value] of [
			["precision", "fp16"],
			["precision", "int8"],
			["hardwareCompatibility", "ampere+"],
			["versionCompatible", "true"],
		] as const)
			await expect(buildHere(model, { [key]: value })).rejects.toMatchObject({ code: "UNSUPPORTED" });
		const all = { precision: "tf32", workspaceBytes: "67108864", optimizationLevel: "1", cudaGraph: "true" };
		await (await buildHere(model, all)).dispose();
	});

	test("tells how far a build is, and ends it when nobody wants it any more", async () => {
		const model = await fetched("efficientnet-lite0");
		const told: number[] = [];
		await (await buildHere(model, {}, { onProgress: (fraction) => told.push(fraction) })).dispose();
		expect(told.length).toBeGreaterThan(10);
		expect(told).toEqual([...told].sort((a, b) => a - b));
		expect(told.at(-1)).toBeLessThanOrEqual(1);
		const abort = new AbortController();
		const lines: string[] = [];
		const detector = await fetched("pp-ocr-v4-det");
		const sizes = { "shape.x": "1,3,32..640..960,32..640..960" };
		const ending = buildHere(detector, sizes, {
			signal: abort.signal,
			onProgress: () => abort.abort(),
			onLog: (_, text) => lines.push(text),
		});
		await expect(ending).rejects.toMatchObject({ code: "ABORTED" });
		expect(lines.filter((line) => line.includes("Engine generation completed"))).toEqual([]);
	});

	test("builds wait for each other, and one that waits is ended at once", async () => {
		const model = await fetched("blazeface-front");
		const abort = new AbortController();
		let first: ReturnType<typeof buildHere> | undefined;
		await new Promise<void>((begun) => {
			first = buildHere(model, {}, { onProgress: () => begun() });
		});
		const waiting = buildHere(model, {}, { signal: abort.signal });
		abort.abort();
		await expect(waiting).rejects.toMatchObject({ code: "ABORTED" });
		await (await first)?.dispose();
	});

	test("keeps what it has measured, takes it again, and builds without where that is broken", async () => {
		const model = await loadNet(addNet, "onnx");
		const path = join(folder, "timing");
		await (await buildHere(model, { timingCache: path })).dispose();
		const { size } = await stat(path);
		const again = { files: [...model.files, { name: "timing", path, bytes: new Uint8Array(0) }] };
		const second = await buildHere(again);
		expect(second.describe("report")).toMatchObject({ reusedTimingBytes: size, notes: [] });
		await second.dispose();
		await writeFile(path, new Uint8Array(size).fill(0x5a));
		await (await buildHere(again)).dispose();
		const nowhere = await buildHere(model, { timingCache: join(folder, "nowhere/timing") });
		expect(nowhere.describe("report")).toMatchObject({ notes: [expect.stringContaining("could not be kept")] });
		await nowhere.dispose();
	});

	test("a device that needs a driver is UNAVAILABLE without one", async () => {
		const engine = await loadRtx({ cuda: join(folder, "libcuda.so.1") });
		const { files } = await loadNet(addNet, "onnx");
		await expect(engine.open({ format: "onnx", files, options: BATCH, facts: {} as never })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("NVIDIA's driver is not here"),
		});
	});
});
