import { type LoadedModel, openSession, type SessionOptions, Tensor } from "@polyinfer/core";
import { describe, expect, test } from "vitest";
import { onnxruntime } from "../backend.ts";
import { findWeb } from "../fallback/find-javascript.ts";
import type { OnnxRuntimeOptions } from "../options.ts";
import { externalNet, identityNet, loadedModel, onnx } from "../testing/nets.ts";

type Options = OnnxRuntimeOptions & Readonly<Record<string, unknown>>;

const run = test.runIf(findWeb() !== undefined);

function open(model: LoadedModel, options: Options = {}, rest: SessionOptions = {}) {
	return openSession(onnxruntime, model, { threads: 1, ...rest }, { device: "wasm", options });
}

const net = identityNet("float32", ["n"]);
const x = new Tensor("float32", Float32Array.of(1, 2), [2]);

describe("on wasm in Node", () => {
	run("runs in a worker, and reports it", async () => {
		const session = await open(net);
		expect((await session.run({ x })).y?.data).toEqual(x.data);
		expect(session.report).toMatchObject({
			device: "wasm",
			binding: "worker",
			library: { path: expect.stringContaining("onnxruntime-web"), version: expect.stringMatching(/^1\.\d+/) },
			options: { threads: 1 },
			notes: [],
		});
		await session.dispose();
	});

	run("runs on two threads as on one", async () => {
		const session = await open(net, {}, { threads: 2 });
		expect((await session.run({ x })).y?.data).toEqual(x.data);
		await session.dispose();
	});

	run("opens external data that is given as bytes", async () => {
		const session = await open(externalNet());
		expect((await session.run({ x })).y?.data).toEqual(Float32Array.of(4, 6));
		await session.dispose();
	});

	run("fixes free axes by name", async () => {
		const session = await open(net, { freeDimensions: { n: 2 } });
		expect(session.inputs[0]?.shape).toEqual([2]);
		await session.dispose();
	});

	run("gives an axis that is free and without a name as free", async () => {
		const value = { dtype: "float32", shape: [null, 2] } as const;
		const session = await open(
			onnx({
				inputs: [{ name: "x", ...value } as never],
				outputs: [{ name: "y", ...value } as never],
				nodes: [{ operator: "Identity", inputs: ["x"], outputs: ["y"] }],
			}),
		);
		expect(session.inputs[0]?.shape).toEqual([null, 2]);
		await session.dispose();
	});

	run("rejects what ONNX Runtime does not open with UNSUPPORTED, and opens the next", async () => {
		for (const bytes of [Uint8Array.of(1, 2, 3), new TextEncoder().encode("not a model")])
			await expect(open(loadedModel(bytes))).rejects.toMatchObject({
				code: "UNSUPPORTED",
				stage: "compile",
				backend: "onnxruntime",
			});
		await (await open(net)).dispose();
	});

	run("takes bytes for the other format where they are told to be that", async () => {
		const [file] = net.files;
		const wrong: LoadedModel = { ...net, format: "ort", files: [file as never] };
		await expect(open(wrong)).rejects.toMatchObject({
			code: "UNSUPPORTED",
			message: expect.stringContaining("ORT model verification failed"),
		});
	});

	run("hands ONNX Runtime's lines to onLog, by their own loudness", async () => {
		const levels = new Set<string>();
		const session = await open(net, { logSeverity: "verbose" }, { onLog: (level) => void levels.add(level) });
		await session.run({ x });
		await session.dispose();
		expect(levels).toContain("debug");
	});

	run("is UNAVAILABLE where its files are elsewhere, and works where they are", async () => {
		await expect(open(net, { wasmPaths: "/nowhere/" })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			stage: "load",
			advice: expect.stringContaining("npm install onnxruntime-web"),
		});
		await (await open(net)).dispose();
	});

	test("options that say nothing there are INVALID_ARGUMENT, as are files that are no URLs", async () => {
		for (const options of [
			{ binding: "worker" },
			{ library: "/lib.so" },
			{ gpuDevice: {} },
			{ wasmPaths: { js: "/a" } },
		])
			await expect(open(net, options as Options)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		await expect(openSession(onnxruntime, net, {}, { options: { wasmPaths: "/ort/" } })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: "Option `wasmPaths` of onnxruntime is for the device wasm or webgpu, not for cpu.",
		});
	});

	test("webgpu is UNAVAILABLE, with what there is", async () => {
		await expect(openSession(onnxruntime, net, {}, { device: "webgpu" })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			advice: expect.stringContaining('"wasm"'),
		});
	});
});
