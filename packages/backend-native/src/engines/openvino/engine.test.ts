import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addNet, dynamicBatchNet, feedsFor, loadNet } from "@polyinfer/conformance";
import type { LoadedModel } from "@polyinfer/core";
import { findRunner } from "@polyinfer/engine-host";
import { afterAll, beforeAll, expect, test } from "vitest";
import { irModel } from "./testing/ir-model.ts";
import { floats, found, lacks, open, run } from "./testing/open.ts";

let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

run(`runs ONNX on the processor in float32, and the report says so${lacks}`, async () => {
	const session = await open(await loadNet(addNet, "onnx"));
	const { sum } = await session.run(feedsFor(addNet));
	expect(sum?.shape).toEqual([2, 3]);
	expect(session.report).toMatchObject({
		backend: "openvino",
		device: "CPU",
		precision: "f32",
		binding: "addon",
		format: "onnx",
		conversions: [],
		casts: [],
		options: { PERFORMANCE_HINT: "LATENCY", INFERENCE_PRECISION_HINT: "f32" },
		library: { path: (found as { library: string }).library, version: expect.stringMatching(/^20\d\d\.\d/) },
	});
	await session.dispose();
});

run("runs OpenVINO's own format, from bytes and from files", async () => {
	const { xml, bin } = irModel();
	const path = join(folder, "net.xml");
	await writeFile(path, xml);
	await writeFile(join(folder, "net.bin"), bin);
	const fromBytes = [
		{ name: "", bytes: xml },
		{ name: "bin", bytes: bin },
	];
	for (const files of [fromBytes, [{ name: "", bytes: xml, path }]]) {
		const session = await open({ format: "openvino", files, sha256: "", findings: [] }, {}, { trusted: true });
		expect(session.inputs).toMatchObject([{ name: "x", dtype: "float32", shape: [2] }]);
		const { y } = await session.run({ x: floats([2], 1) });
		expect(y?.data).toEqual(Float32Array.of(11, 21));
		await session.dispose();
	}
});

const runner = findRunner().status === "found";
test.runIf(lacks === "" && runner)(
	`tries a file that nobody has looked into in another process first${lacks}`,
	async () => {
		const { xml, bin } = irModel();
		const refused = { kind: "unread-format", message: "it is not read", refused: true } as const;
		const model = (bytes: Uint8Array): LoadedModel => ({
			format: "openvino",
			files: [
				{ name: "", bytes },
				{ name: "bin", bytes: bin },
			],
			sha256: "",
			findings: [refused],
		});
		await (await open(model(xml))).dispose();
		await expect(open(model(xml.slice(0, 300)))).rejects.toMatchObject({ code: "UNSUPPORTED", stage: "compile" });
	},
);

run("sizes that are fixed reach the engine, and bounds do", async () => {
	const model = await loadNet(dynamicBatchNet, "onnx");
	const name = model.metadata?.inputs[0]?.name as string;
	const free = (model.metadata?.inputs[0]?.shape ?? []).map((size) => size ?? 5);
	const fixed = await open(model, {}, { inputs: { [name]: { shape: free } } });
	expect(fixed.outputs[0]?.shape?.[0]).toBe(5);
	await fixed.dispose();
	const range = { min: free.map((size, i) => (i === 0 ? 1 : size)), opt: free, max: free };
	const bounded = await open(model, {}, { inputs: { [name]: { shape: range } } });
	expect(bounded.report.options[`shape.${name}`]).toMatch(/^1\.\.5,/);
	await bounded.dispose();
});

run("throughput lets the engine decide how many runs are beside each other", async () => {
	const session = await open(await loadNet(addNet, "onnx"), { performanceHint: "throughput" });
	expect(session.capabilities.maxConcurrency).toBeGreaterThan(0);
	expect(session.report.options.PERFORMANCE_HINT).toBe("THROUGHPUT");
	await session.dispose();
	const streams = await open(await loadNet(addNet, "onnx"), { numStreams: 2 });
	expect(streams.capabilities.maxConcurrency).toBe(2);
	await streams.dispose();
});

run("the profile names each layer of the last run where that is asked for, and is UNSUPPORTED else", async () => {
	const session = await open(await loadNet(addNet, "onnx"), { enableProfiling: true });
	expect(() => session.profile()).toThrow(expect.objectContaining({ code: "UNSUPPORTED" }));
	await session.warmUp();
	expect(session.profile()).toContainEqual(
		expect.objectContaining({ name: "sum", state: "executed", wallUs: expect.any(Number), cpuUs: expect.any(Number) }),
	);
	await session.dispose();
	const plain = await open(await loadNet(addNet, "onnx"));
	await plain.warmUp();
	expect(() => plain.profile()).toThrow(expect.objectContaining({ code: "UNSUPPORTED" }));
	await plain.dispose();
});

run("properties pass through, unknown ones and wrong values are INVALID_ARGUMENT", async () => {
	const model = await loadNet(addNet, "onnx");
	await (await open(model, { properties: { ENABLE_CPU_PINNING: "NO" } })).dispose();
	await expect(open(model, { properties: { ENABLE_CPU_PINING: "NO" } })).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining("`ENABLE_CPU_PINING`"),
	});
	await expect(open(model, { numStreams: 0 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await expect(open(model, { cacheDir: "here" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

run("a device that is not here is UNAVAILABLE", async () => {
	const model = await loadNet(addNet, "onnx");
	for (const device of ["GPU.7", "NONE"])
		await expect(open(model, {}, {}, device)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

run("keeps compiled models where it is told", async () => {
	const cacheDir = join(folder, "compiled");
	const session = await open(await loadNet(addNet, "onnx"), { cacheDir });
	await session.dispose();
	expect((await readdir(cacheDir)).filter((name) => name.endsWith(".blob"))).toHaveLength(1);
});

test.runIf(lacks === "" && runner)("runs in a process of its own", async () => {
	const session = await open(await loadNet(addNet, "onnx"), {}, { isolate: "process" });
	expect(session.report.binding).toBe("runner");
	expect((await session.run(feedsFor(addNet))).sum?.shape).toEqual([2, 3]);
	await session.dispose();
});

const compiler = spawnSync("cc", ["--version"]).status === 0;
test.runIf(lacks === "" && compiler)("refuses a library that is none of OpenVINO's, and says what to do", async () => {
	const library = join(folder, "libopenvino_c.so");
	const source = fileURLToPath(new URL("./testing/other_library.c", import.meta.url));
	expect(spawnSync("cc", ["-shared", "-fPIC", source, "-o", library]).status).toBe(0);
	await expect(open(await loadNet(addNet, "onnx"), { library })).rejects.toMatchObject({
		code: "UNAVAILABLE",
		stage: "load",
		message: expect.stringContaining("has no ov_version_free"),
		advice: expect.stringContaining("npx polyinfer engines add openvino"),
	});
});
