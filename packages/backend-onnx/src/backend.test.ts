import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadedModel, openSession, type SessionOptions, Tensor } from "@polyinfer/core";
import { afterEach, describe, expect, test } from "vitest";
import { onnxruntime } from "./backend.ts";
import { findEngine } from "./engines/onnxruntime/engine.ts";
import { LIBRARY_VARIABLE } from "./engines/onnxruntime/library.ts";
import { findJavascript } from "./fallback/find-javascript.ts";
import type { OnnxRuntimeOptions } from "./options.ts";
import { context, externalNet, identityNet, loadedModel, onnx } from "./testing/nets.ts";

const engine = await findEngine();
const missing = {
	addon: engine.status === "missing" ? engine.reason : undefined,
	worker: findJavascript() ? undefined : "onnxruntime-node is not installed",
};

type Binding = NonNullable<OnnxRuntimeOptions["binding"]>;

function open(model: LoadedModel, binding: Binding, options: OnnxRuntimeOptions = {}, rest: SessionOptions = {}) {
	return openSession(onnxruntime, model, rest, { options: { binding, ...options } });
}

const float32 = (data: number[], shape: number[]) => new Tensor("float32", Float32Array.from(data), shape);

const addNet = onnx({
	inputs: [
		{ name: "a", dtype: "float32", shape: ["batch", 2] },
		{ name: "b", dtype: "float32", shape: ["batch", 2] },
	],
	outputs: [{ name: "sum", dtype: "float32", shape: ["batch", 2] }],
	nodes: [{ operator: "Add", inputs: ["a", "b"], outputs: ["sum"] }],
});

test("has an id and formats, and says what is here without loading it", async () => {
	expect(onnxruntime.id).toBe("onnxruntime");
	expect(onnxruntime.formats).toEqual(["onnx", "ort"]);
	expect((await onnxruntime.availability()).status).toBe(missing.addon && missing.worker ? "missing" : "found");
});

describe.each(["addon", "worker"] as const)("on the %s", (binding) => {
	const run = missing[binding] === undefined ? test : test.skip;
	const bindingName = missing[binding] === undefined ? "" : ` (${missing[binding]})`;

	run(`adds with a free axis in several sizes, and reports what runs${bindingName}`, async () => {
		const session = await open(addNet, binding);
		for (const rows of [1, 3, 2]) {
			const a = float32(Array(rows * 2).fill(1.5), [rows, 2]);
			const { sum } = await session.run({ a, b: a });
			expect(sum?.shape).toEqual([rows, 2]);
			expect(sum?.data).toEqual(new Float32Array(rows * 2).fill(3));
		}
		expect(session.inputs).toEqual([
			{ name: "a", dtype: "float32", shape: [null, 2], dimNames: ["batch", null] },
			{ name: "b", dtype: "float32", shape: [null, 2], dimNames: ["batch", null] },
		]);
		expect(session.report).toMatchObject({
			backend: "onnxruntime",
			device: "cpu",
			binding,
			format: "onnx",
			library: { version: expect.stringMatching(/^1\.\d+/) },
			options: { spinning: false, threads: expect.any(Number) },
			notes: [],
		});
		await session.dispose();
	});

	run("takes tensors of any rank where the model leaves it open", async () => {
		const unknown = await open(identityNet("float32", undefined), binding);
		expect(unknown.inputs[0]?.shape).toBeNull();
		for (const shape of [[2], [1, 2, 1], []]) {
			const size = shape.reduce((a, b) => a * b, 1);
			const { y } = await unknown.run({ x: float32(Array(size).fill(3), shape) });
			expect([y?.shape, y?.data]).toEqual([shape, new Float32Array(size).fill(3)]);
		}
		await unknown.dispose();
	});

	run("finds the size of an output that depends on the data", async () => {
		const model = onnx({
			inputs: [{ name: "x", dtype: "float32", shape: ["n"] }],
			outputs: [{ name: "y", dtype: "int64", shape: [1, "k"] }],
			nodes: [{ operator: "NonZero", inputs: ["x"], outputs: ["y"] }],
		});
		const session = await open(model, binding);
		const { y } = await session.run({ x: float32([0, 1, 0, 2, 3], [5]) });
		expect([y?.shape, y?.data]).toEqual([[1, 3], BigInt64Array.of(1n, 3n, 4n)]);
		const { y: none } = await session.run({ x: float32([0, 0], [2]) });
		expect(none?.shape).toEqual([1, 0]);
		await session.dispose();
	});

	run("gives outputs in their real shape where the model declares another", async () => {
		const model = onnx({
			inputs: [{ name: "x", dtype: "float32", shape: ["batch", 2] }],
			outputs: [{ name: "y", dtype: "float32", shape: [1, 2] }],
			nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
		});
		const session = await open(model, binding);
		expect(session.outputs[0]?.shape).toEqual([1, 2]);
		const { y } = await session.run({ x: float32([1, 2, 3, 4], [2, 2]) });
		expect([y?.shape, y?.data]).toEqual([[2, 2], Float32Array.of(2, 4, 6, 8)]);
		const given = session.allocate("y");
		await session.run({ x: float32([5, 6], [1, 2]) }, { outputs: { y: given } });
		expect(given.data).toEqual(Float32Array.of(10, 12));
		await session.dispose();
	});

	run("rejects what ONNX Runtime does not open with UNSUPPORTED, its own words and the stage", async () => {
		const unknown = onnx({
			inputs: [{ name: "x", dtype: "float32", shape: [1] }],
			outputs: [{ name: "y", dtype: "float32", shape: [1] }],
			nodes: [{ operator: "NoSuchOperator", inputs: ["x"], outputs: ["y"] }],
		});
		await expect(open(unknown, binding)).rejects.toMatchObject({
			code: "UNSUPPORTED",
			stage: "compile",
			backend: "onnxruntime",
			message: expect.stringContaining("NoSuchOperator"),
		});
		await expect(open(loadedModel(Uint8Array.of(1, 2, 3)), binding)).rejects.toMatchObject({ code: "UNSUPPORTED" });
	});

	run("fails a run that cannot work with ENGINE, and goes on with the next", async () => {
		const model = onnx({
			inputs: [{ name: "x", dtype: "float32", shape: ["n"] }],
			outputs: [{ name: "y", dtype: "float32" }],
			nodes: [{ operator: "Reshape", inputs: ["x", "size"], outputs: ["y"] }],
			weights: { size: { dtype: "int64", data: BigInt64Array.of(2n, 2n), shape: [2] } },
		});
		const session = await open(model, binding);
		await expect(session.run({ x: float32([1, 2, 3], [3]) })).rejects.toMatchObject({ code: "ENGINE" });
		const { y } = await session.run({ x: float32([1, 2, 3, 4], [4]) });
		expect(y?.shape).toEqual([2, 2]);
		await session.dispose();
	});

	run("takes every option, and refuses misspelt ones before anything is loaded", async () => {
		const session = await open(addNet, binding, {
			interOpThreads: 1,
			graphOptimizationLevel: "basic",
			executionMode: "sequential",
			spinning: false,
			memoryPattern: false,
			arena: false,
			properties: { "session.set_denormal_as_zero": "1" },
		});
		expect(session.report.options).toMatchObject({
			graphOptimizationLevel: "basic",
			arena: false,
			"properties.session.set_denormal_as_zero": "1",
		});
		await session.dispose();
		await expect(open(addNet, binding, { graphOptimisationLevel: "all" } as never)).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining("Did you mean `graphOptimizationLevel`?"),
		});
		// Both words reach the engine: it takes this model for one of its own format, which it is not.
		await expect(open(addNet, binding, { properties: { "session.load_model_format": "ORT" } })).rejects.toMatchObject({
			code: "UNSUPPORTED",
			message: expect.stringContaining("ORT model verification failed"),
		});
	});

	run("bounds axes by `inputs`", async () => {
		const session = await open(addNet, binding, {}, { inputs: { a: { shape: [2, 2] }, b: { shape: [2, 2] } } });
		expect(session.inputs[0]?.shape).toEqual([2, 2]);
		const a = float32([1, 2, 3, 4], [2, 2]);
		expect((await session.run({ a, b: a })).sum?.data).toEqual(Float32Array.of(2, 4, 6, 8));
		const wrong = float32([1, 2], [1, 2]);
		await expect(session.run({ a: wrong, b: wrong })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		await session.dispose();
	});

	run("rejects at once when the signal has fired, and UNAVAILABLE for another device", async () => {
		const signal = AbortSignal.abort(new Error("no more"));
		await expect(open(addNet, binding, {}, { signal })).rejects.toMatchObject({ code: "ABORTED", name: "AbortError" });
		await expect(
			openSession(onnxruntime, addNet, {}, { device: "rocm:0", options: { binding } }),
		).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("rocm:0") });
	});

	run("opens external data that is given as bytes", async () => {
		const session = await open(externalNet(), binding);
		const { y } = await session.run({ x: float32([1, 2], [2]) });
		expect(y?.data).toEqual(Float32Array.of(4, 6));
		await session.dispose();
	});

	run("reads a model by its path", async () => {
		const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
		const path = join(folder, "net.onnx");
		const bytes = (addNet.files[0] as { bytes: Uint8Array }).bytes;
		await writeFile(path, bytes);
		const session = await open({ ...addNet, files: [{ name: "", bytes, path }] }, binding);
		const a = float32([1, 2], [1, 2]);
		expect((await session.run({ a, b: a })).sum?.data).toEqual(Float32Array.of(2, 4));
		await session.dispose();
		await rm(folder, { recursive: true });
		await expect(open({ ...addNet, files: [{ name: "", bytes, path }] }, binding)).rejects.toMatchObject({
			stage: "compile",
		});
	});
});

describe("where the addon cannot be used", () => {
	const variable = process.env.POLYINFER_ADDON;
	afterEach(() => {
		if (variable === undefined) delete process.env.POLYINFER_ADDON;
		else process.env.POLYINFER_ADDON = variable;
	});

	test.skipIf((missing.worker ?? missing.addon) !== undefined)(
		"runs in a worker where the addon is no addon",
		async () => {
			const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
			process.env.POLYINFER_ADDON = join(folder, "host.node");
			await writeFile(process.env.POLYINFER_ADDON, "not an addon");
			const session = await openSession(onnxruntime, addNet);
			expect(session.report.binding).toBe("worker");
			expect(session.report.notes[0]).toMatch(/^The addon was not used: The native addon does not load: /);
			await session.dispose();
			await rm(folder, { recursive: true });
		},
	);

	test.skipIf(missing.worker !== undefined)("runs in a worker and notes why", async () => {
		process.env.POLYINFER_ADDON = "/nowhere/host.node";
		expect(await onnxruntime.availability()).toMatchObject({
			status: "found",
			detail: expect.stringContaining("POLYINFER_ADDON is /nowhere/host.node"),
		});
		const session = await openSession(onnxruntime, addNet);
		expect(session.report.binding).toBe("worker");
		expect(session.report.notes).toEqual([
			"The addon was not used: POLYINFER_ADDON is /nowhere/host.node, which is no file.",
		]);
		await session.dispose();
		await expect(open(addNet, "addon")).rejects.toMatchObject({
			code: "UNAVAILABLE",
			stage: "find",
			advice: expect.stringContaining("unset POLYINFER_ADDON"),
		});
	});
});

test("a library that the environment names is not replaced by another one", async () => {
	process.env[LIBRARY_VARIABLE] = "/nowhere/libonnxruntime.so";
	try {
		expect(await onnxruntime.availability()).toMatchObject({ status: "missing" });
		await expect(openSession(onnxruntime, addNet)).rejects.toMatchObject({ code: "UNAVAILABLE", stage: "find" });
	} finally {
		delete process.env[LIBRARY_VARIABLE];
	}
});

test.skipIf(missing.addon !== undefined)("the context hears of each stage on the way", async () => {
	const stages: string[] = [];
	const session = await onnxruntime.createSession(
		addNet,
		{ options: {}, inputs: {}, strict: false, trusted: false },
		{ ...context, stage: (stage) => void stages.push(stage) },
	);
	await session.dispose();
	expect(stages).toEqual(["find", "load", "compile"]);
});
