import { type LogLevel, openSession, type SessionOptions, Tensor } from "@polyinfer/core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test, vi } from "vitest";
import { createBackend } from "./backend.ts";
import { tfjs } from "./index.ts";
import type { TfjsOptions } from "./options.ts";
import { addModel, graphModel, loadedModel, switchModel } from "./testing/graph-model.ts";

const float32 = (...data: number[]) => new Tensor("float32", Float32Array.from(data), [data.length]);

function open(model = addModel, device = "wasm", options: TfjsOptions = {}, rest: SessionOptions = {}) {
	return openSession(tfjs, model, rest, { device, options: { ...options } });
}

test("has an id and formats, and says what is here without loading it", async () => {
	expect(tfjs.id).toBe("tfjs");
	expect(tfjs.formats).toEqual(["tfjs", "onnx"]);
	expect(await tfjs.availability()).toMatchObject({ status: "found", version: expect.stringMatching(/^4\./) });
});

test("device cpu is the best that is installed, and the report says which", async () => {
	const session = await openSession(tfjs, addModel);
	expect(session.report).toMatchObject({
		device: "wasm",
		binding: "worker",
		precision: "float32",
		options: { simd: true, threads: 1 },
		library: { version: expect.stringMatching(/^4\./) },
		notes: ["Device cpu: wasm is the best of TensorFlow.js that is installed."],
	});
	await session.dispose();
});

test.each(["wasm", "javascript"])("%s: tensors stay as many over 200 runs, failed ones among them", async (device) => {
	const session = await tfjs.createSession(
		addModel,
		{ device, options: {}, inputs: {}, strict: false, trusted: false },
		{ stage() {}, progress() {}, log() {} },
	);
	const { tensors } = session as unknown as { tensors(): Promise<number> };
	const count = tensors.bind(session);
	await session.run([float32(1, 2)], ["new"]);
	const before = await count();
	for (let i = 0; i < 200; i++) {
		const [y] = await session.run([float32(i, 2)], ["new"]);
		expect(y?.data).toEqual(Float32Array.of(i + 3, 6));
		if (i % 20 === 0) await expect(session.run([float32(1, 2, 3)], ["new"])).rejects.toMatchObject({ code: "ENGINE" });
	}
	expect(await count()).toBe(before);
	await session.dispose();
});

test.each(["worker", "caller"] as const)("control flow takes either way, on the %s", async (thread) => {
	const session = await open(switchModel, "wasm", { thread });
	expect((await session.run({ x: float32(1, 2) })).y?.data).toEqual(Float32Array.of(4, 6));
	expect((await session.run({ x: float32(-1, -2) })).y?.data).toEqual(Float32Array.of(-1, -2));
	await session.dispose();
});

test("a worker also runs on the calling thread's turn, control flow too", async () => {
	const session = await open(switchModel);
	const first = session.run({ x: float32(5, 6) });
	expect(session.runSync({ x: float32(1, 2) }).y?.data).toEqual(Float32Array.of(4, 6));
	expect((await first).y?.data).toEqual(Float32Array.of(8, 10));
	await session.dispose();
});

test("outputs that are the model's weights or inputs are the caller's own", async () => {
	for (const name of ["w:0", "x:0"]) {
		const session = await open(graphModel([], name), "javascript");
		const { y } = await session.run({ x: float32(3, 4) });
		(y as Tensor<"float32">).data.fill(9);
		expect((await session.run({ x: float32(3, 4) })).y?.data).toEqual(Float32Array.of(3, 4));
		await session.dispose();
	}
});

test("operators, dtypes and kinds of models that TensorFlow.js lacks are UNSUPPORTED before anything runs", async () => {
	const unknown = graphModel([{ name: "y", op: "Betainc", input: ["x", "w", "w"] }], "y:0");
	await expect(open(unknown)).rejects.toMatchObject({
		code: "UNSUPPORTED",
		stage: "compile",
		message: "TensorFlow.js has no operators Betainc.",
	});
	const double = graphModel([{ name: "y", op: "Identity", input: ["x"] }], "y:0", "DT_DOUBLE");
	await expect(open(double)).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("float64"),
	});
	const keras = { format: "layers-model", modelTopology: { model_config: {} }, weightsManifest: [] };
	const bytes = new TextEncoder().encode(JSON.stringify(keras));
	await expect(open(loadedModel([{ name: "", bytes }]))).rejects.toMatchObject({
		code: "UNSUPPORTED",
		advice: expect.stringContaining("tensorflowjs_converter --input_format=tfjs_layers_model"),
	});
});

test("what a model prints goes to the log and not to the console", async () => {
	const lines: [LogLevel, string, string][] = [];
	const spy = vi.spyOn(console, "warn");
	for (const thread of ["worker", "caller"] as const) {
		const session = await open(addModel, "javascript", { thread }, { onLog: (...line) => void lines.push(line) });
		await session.run({ x: float32(1, 2) });
		await session.dispose();
	}
	expect(spy).not.toHaveBeenCalled();
	expect(lines).toContainEqual(["warning", "tfjs", expect.stringContaining("Hi, looks like you are running")]);
});

test("on the calling thread TensorFlow.js has the backend that its user chose, before and after", async () => {
	const session = await open(addModel, "wasm", { thread: "caller" });
	await import("@tensorflow/tfjs-backend-cpu");
	await tf.setBackend("cpu");
	const { y } = session.runSync({ x: float32(1, 2) });
	expect(y?.data).toEqual(Float32Array.of(4, 6));
	expect(tf.getBackend()).toBe("cpu");
	const other = await open(addModel, "javascript", { thread: "caller" });
	const runs = [session.run({ x: float32(1, 2) }), other.run({ x: float32(2, 3) })];
	expect((await Promise.all(runs)).map((run) => run.y?.data)).toEqual([Float32Array.of(4, 6), Float32Array.of(5, 7)]);
	expect(tf.getBackend()).toBe("cpu");
	await Promise.all([session.dispose(), other.dispose()]);
});

test("devices that are not here are UNAVAILABLE with the reason and what to do", async () => {
	await expect(open(addModel, "webgpu")).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("navigator.gpu"),
		advice: expect.stringContaining("browser with WebGPU"),
	});
	await expect(open(addModel, "webgl")).rejects.toMatchObject({ code: "UNAVAILABLE" });
	await expect(open(addModel, "node")).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("tfjs-node"),
		advice: expect.stringContaining("npm install @tensorflow/tfjs-node"),
	});
	const page = createBackend({});
	await expect(
		openSession(page, addModel, {}, { device: "wasm", options: { thread: "worker" } }),
	).rejects.toMatchObject({ code: "UNAVAILABLE", advice: expect.stringContaining('"caller"') });
});

test("a package that is missing is told with the line to type", async () => {
	const nothing = createBackend({ find: () => undefined });
	expect(await nothing.availability()).toEqual({
		status: "missing",
		reason: "@tensorflow/tfjs-core and @tensorflow/tfjs-converter are not installed.",
		advice: expect.stringMatching(/^npm install @tensorflow\/tfjs-core @tensorflow\/tfjs-converter /),
	});
});

test("options that are misspelt or do not fit are INVALID_ARGUMENT", async () => {
	for (const [options, message] of [
		[{ wasmPath: "/" }, /Did you mean `wasmPaths`\?/],
		[{ wasmPaths: "/wasm" }, /ends with `\/`/],
		[{ thread: "other" }, /"worker", "caller"/],
		[{ gpuDevice: { createBuffer() {} } }, /only with device "webgpu"/],
		[{ flags: { DEBUG: null } }, /flags\.DEBUG/],
	] as const)
		await expect(open(addModel, "wasm", options as TfjsOptions)).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringMatching(message),
		});
});
