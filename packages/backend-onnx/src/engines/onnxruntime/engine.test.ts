import { spawnSync } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
	type LoadedModel,
	type LogLevel,
	type OpenRequest,
	openSession,
	type SessionOptions,
	Tensor,
} from "@polyinfer/core";
import { findAddon } from "@polyinfer/engine-host";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onnxruntime } from "../../backend.ts";
import type { OnnxRuntimeOptions } from "../../options.ts";
import { identityNet, onnx } from "../../testing/nets.ts";
import { findEngine } from "./engine.ts";

const engine = await findEngine();
const run = test.runIf(engine.status === "found");
const lacks = engine.status === "found" ? "" : ` (${engine.reason})`;
let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

function open(
	model: LoadedModel,
	options: OnnxRuntimeOptions = {},
	rest: SessionOptions = {},
	request: OpenRequest = {},
) {
	return openSession(onnxruntime, model, rest, { ...request, options: { binding: "addon", ...options } });
}

run(`runs on the calling thread, in place${lacks}`, async () => {
	const session = await open(identityNet("float32", [4]));
	const x = session.allocate("x");
	const y = session.allocate("y");
	(x.data as Float32Array).set([1, 2, 3, 4]);
	expect(session.runSync({ x }, { outputs: { y } }).y).toBe(y);
	expect(y.data).toEqual(Float32Array.of(1, 2, 3, 4));
	await session.dispose();
});

run("writes into memory that was given for an output whose size it finds out late", async () => {
	const session = await open(identityNet("float32", ["n"]));
	const x = new Tensor("float32", Float32Array.of(1, 2, 3), [3]);
	const y = session.allocate("y", [3]);
	expect((await session.run({ x }, { outputs: { y } })).y).toBe(y);
	expect(y.data).toEqual(Float32Array.of(1, 2, 3));
	const small = new Tensor("float32", new Float32Array(2), [2]);
	await expect(session.run({ x }, { outputs: { y: small } })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await session.dispose();
});

run("an input with a default may be left out or given", async () => {
	const model = onnx({
		inputs: [
			{ name: "x", dtype: "float32", shape: [2] },
			{ name: "bias", dtype: "float32", shape: [2] },
		],
		outputs: [{ name: "y", dtype: "float32", shape: [2] }],
		nodes: [{ operator: "Add", inputs: ["x", "bias"], outputs: ["y"] }],
		weights: { bias: { dtype: "float32", data: Float32Array.of(10, 20), shape: [2] } },
	});
	const session = await open(model);
	expect(session.inputs.map(({ name, optional }) => [name, optional ?? false])).toEqual([
		["x", false],
		["bias", true],
	]);
	const x = new Tensor("float32", Float32Array.of(1, 2), [2]);
	expect((await session.run({ x })).y?.data).toEqual(Float32Array.of(11, 22));
	expect((await session.run({ x, bias: x })).y?.data).toEqual(Float32Array.of(2, 4));
	await session.dispose();
});

run("fixes free axes by their name", async () => {
	const session = await open(identityNet("float32", ["batch"]), { freeDimensions: { batch: 2 } });
	const feed = (n: number) => ({ x: new Tensor("float32", new Float32Array(n), [n]) });
	expect((await session.run(feed(2))).y?.shape).toEqual([2]);
	await expect(session.run(feed(3))).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await session.dispose();
	await expect(open(identityNet("float32", ["batch"]), { freeDimensions: { batsh: 2 } })).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining("Did you mean `batch`?"),
	});
});

run("hands the engine's log to onLog, at the severity asked for, and prints nothing", async () => {
	const lines: [LogLevel, string, string][] = [];
	const onLog = (level: LogLevel, from: string, text: string) => void lines.push([level, from, text]);
	const session = await open(identityNet("float32", ["n"]), { logSeverity: "verbose" }, { onLog });
	await session.run({ x: new Tensor("float32", new Float32Array(1), [1]) });
	await session.dispose();
	expect(lines.length).toBeGreaterThan(5);
	expect(new Set(lines.map(([, from]) => from))).toEqual(new Set(["onnxruntime"]));
	expect(new Set(lines.map(([level]) => level))).toContain("debug");
	const before = lines.length;
	await (await open(identityNet("float32", ["n"]), {}, { onLog })).dispose();
	expect(lines.length).toBe(before);
});

run("refuses a library path that is no library, another library, or one that everybody may write", async () => {
	const text = join(folder, "text.so");
	await writeFile(text, "not a library");
	const shared = join(folder, "shared");
	await mkdir(shared);
	await copyFile((engine as { library: string }).library, join(shared, "libonnxruntime.so.1"));
	await chmod(shared, 0o777);
	const addon = findAddon();
	for (const [library, reason] of [
		[text, "not a shared library"],
		[join(folder, "none.so"), "there is no file"],
		[join(shared, "libonnxruntime.so.1"), "may be written by everybody"],
		[(addon as { path: string }).path, "has no OrtGetApiBase"],
	] as const)
		await expect(open(identityNet("float32", [1]), { library }), library).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining(reason),
			advice: expect.any(String),
		});
});

const compiler = spawnSync("cc", ["--version"]).status === 0;
test.runIf(engine.status === "found" && compiler)(
	`refuses an ONNX Runtime that is too old${compiler ? "" : " (there is no C compiler here)"}`,
	async () => {
		const library = join(folder, "libonnxruntime.so.1");
		const source = fileURLToPath(new URL("./testing/old_onnxruntime.c", import.meta.url));
		expect(spawnSync("cc", ["-shared", "-fPIC", source, "-o", library]).status).toBe(0);
		await expect(open(identityNet("float32", [1]), { library })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			stage: "load",
			message: `Expected ONNX Runtime 1.23 or newer but ${library} is 1.17.3.`,
		});
	},
);

run("opens ONNX Runtime's own format", async () => {
	const path = join(folder, "net.ort");
	const ort = (await import("onnxruntime-node")).default;
	const { files } = identityNet("float32", [2]);
	const options = {
		optimizedModelFilePath: path,
		extra: { "session.save_model_format": "ORT" },
		logSeverityLevel: 4,
	} as const;
	await (await ort.InferenceSession.create((files[0] as { bytes: Uint8Array }).bytes, options)).release();
	const bytes = new Uint8Array(await readFile(path));
	for (const file of [
		{ name: "", bytes, path },
		{ name: "", bytes },
	]) {
		const session = await open({ format: "ort", files: [file], sha256: "", findings: [] });
		const x = new Tensor("float32", Float32Array.of(1, 2), [2]);
		expect((await session.run({ x })).y?.data).toEqual(x.data);
		await session.dispose();
	}
});
