import { mkdtemp, readFile, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onnxruntime } from "@polyinfer/backend-onnx";
import { addNet, castNet, dynamicBatchNet, feedsFor, loadNet } from "@polyinfer/conformance";
import { type LogLevel, openSession, type Session, type SessionOptions, Tensor } from "@polyinfer/core";
import { loadModel } from "@polyinfer/model";
import { fetchModel } from "@polyinfer/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNativeBackend } from "../../backend.ts";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { litertEngine } from "./engine.ts";
import type { LitertOptions } from "./options.ts";

const litert = createNativeBackend(litertEngine as NativeEngine);
const found = await findEngine(litertEngine as NativeEngine);
const lacks = found.status === "missing" ? ` (${found.reason})` : "";
const run = test.runIf(lacks === "");
const ids = ["face-short-range", "selfie-segmentation", "object-ssd"] as const;
const [short, selfie, ssd] = await Promise.all(ids.map((id) => fetchModel(id)));
const [lite, onnx] = [await fetchModel("efficientnet-lite0-tflite"), await fetchModel("efficientnet-lite0")];
let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

async function open(
	path: string | undefined,
	options: LitertOptions = {},
	rest: SessionOptions = {},
): Promise<Session> {
	const bytes = new Uint8Array(await readFile(path ?? ""));
	const [model] = await loadModel({ tflite: bytes }, { trusted: true });
	return openSession(litert, model as never, { trusted: true, ...rest }, { options: { ...options } });
}

/** Numbers in [-1, 1] that differ from each other, for every input. */
function feeds({ inputs }: Session): Record<string, Tensor> {
	const wave = (shape: readonly number[]) =>
		Float32Array.from({ length: shape.reduce((product, n) => product * n, 1) }, (_, i) => Math.sin(i * 0.37));
	return Object.fromEntries(
		inputs.map(({ name, shape }) => [name, new Tensor("float32", wave(shape as number[]), shape as number[])]),
	);
}

/** The largest difference of any number, as a share of the largest number. */
function distance(a: Readonly<Record<string, Tensor | undefined>>, b: typeof a): number {
	expect(Object.keys(a)).toEqual(Object.keys(b));
	const shares = Object.keys(a).map((name) => {
		const [x, y] = [a[name]?.data as Float32Array, b[name]?.data as Float32Array];
		expect(x.length).toBe(y.length);
		return (
			x.reduce((most, value, i) => Math.max(most, Math.abs(value - (y[i] as number))), 0) / Math.max(...y.map(Math.abs))
		);
	});
	return Math.max(...shares);
}

for (const [id, file, inputs, outputs] of [
	["face-short-range", short, { input: [1, 128, 128, 3] }, { regressors: [1, 896, 16], classificators: [1, 896, 1] }],
	["selfie-segmentation", selfie, { input_1: [1, 256, 256, 3] }, { activation_10: [1, 256, 256, 1] }],
	[
		"object-ssd",
		ssd,
		{ normalized_input_image_tensor: [1, 300, 300, 3] },
		{ "raw_outputs/box_encodings": [1, 1917, 4], "raw_outputs/class_predictions": [1, 1917, 24] },
	],
] as const) {
	const missing = lacks || file?.missing;
	test.skipIf(missing)(`${id} has the names and shapes of its file, and runs ${missing ?? ""}`, async () => {
		const session = await open(file?.path);
		const shapes = (values: Session["inputs"]) => Object.fromEntries(values.map(({ name, shape }) => [name, shape]));
		expect([shapes(session.inputs), shapes(session.outputs)]).toEqual([inputs, outputs]);
		const first = await session.run(feeds(session));
		expect(distance(await session.run(feeds(session)), first)).toBe(0);
		for (const { data } of Object.values(first) as Tensor<"float32">[]) expect(data.every(Number.isFinite)).toBe(true);
		await session.dispose();
	});
}

const noLite = lacks || (lite.missing ?? onnx.missing);
test.skipIf(noLite)(`EfficientNet-lite0 gives the numbers of ONNX Runtime ${noLite ?? ""}`, async () => {
	const [model] = await loadModel(new Uint8Array(await readFile(onnx.path as string)), {});
	const [mine, theirs] = [await open(lite.path), await openSession(onnxruntime, model as never, {})];
	expect(distance(await mine.run(feeds(mine)), await theirs.run(feeds(theirs)))).toBeLessThan(2e-5);
	await Promise.all([mine.dispose(), theirs.dispose()]);
});

const noShort = lacks || short?.missing;
test.skipIf(noShort)(`all kernels give the same numbers, and so do several threads ${noShort ?? ""}`, async () => {
	const session = await open(short?.path, {}, { threads: 1 });
	const expected = await session.run(feeds(session));
	await session.dispose();
	for (const [options, threads] of [
		[{ kernelMode: "builtin" }, 1],
		[{ kernelMode: "reference" }, 1],
		[{ kernelMode: "xnnpack" }, 2],
		[{ properties: { "xnnpack.flags": "3" } }, 1],
	] as const) {
		const other = await open(short?.path, options, { threads });
		expect(distance(await other.run(feeds(other)), expected), JSON.stringify(options)).toBeLessThan(1e-4);
		await other.dispose();
	}
});

const noSsd = lacks || ssd?.missing;
test.skipIf(noSsd)(`packed weights that were kept give the same numbers ${noSsd ?? ""}`, async () => {
	const weightCache = join(folder, "weights.bin");
	const results: Awaited<ReturnType<Session["run"]>>[] = [];
	for (const options of [{}, { weightCache }, { weightCache }]) {
		const session = await open(ssd?.path, options);
		results.push(await session.run(feeds(session)));
		await session.dispose();
	}
	expect((await stat(weightCache)).size).toBeGreaterThan(1_000_000);
	for (const result of results) expect(distance(result, results[0] as never)).toBe(0);
});

const noSelfie = lacks || selfie?.missing;
test.skipIf(noSelfie)(`an operator that the kernels lack is UNSUPPORTED and named ${noSelfie ?? ""}`, async () => {
	const session = await open(selfie?.path, { kernelMode: "builtin" });
	await expect(session.run(feeds(session))).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("Convolution2DTransposeBias"),
	});
	await session.dispose();
});

run(`memory that is not aligned gives the same numbers as pooled memory${lacks}`, async () => {
	const session = await openSession(litert, await loadNet(addNet, "tflite"), {});
	const numbers = [1, 2, 3, 4, 5, 6];
	for (const shift of [0, 1, 3]) {
		const [a, b, sum] = [0, 1, 2].map((i) => {
			const shared = new SharedArrayBuffer(256);
			const data = new Float32Array(shared, 4 * shift, 6);
			if (i < 2) data.set(numbers);
			return new Tensor("float32", data, [2, 3]);
		}) as [Tensor, Tensor, Tensor];
		await session.run({ a, b }, { outputs: { sum } });
		expect([...(sum.data as Float32Array)]).toEqual([2, 4, 6, 8, 10, 12]);
	}
	const [a, b, sum] = [session.allocate("a"), session.allocate("b"), session.allocate("sum")];
	for (const feed of [a, b]) (feed.data as Float32Array).set(numbers);
	expect((await session.run({ a, b }, { outputs: { sum } })).sum).toBe(sum);
	expect([...(sum.data as Float32Array)]).toEqual([2, 4, 6, 8, 10, 12]);
	await session.dispose();
});

run(`runs of different shapes are right beside each other${lacks}`, async () => {
	const session = await openSession(litert, await loadNet(dynamicBatchNet, "tflite"), { maxConcurrency: 3 });
	const single = await openSession(litert, await loadNet(dynamicBatchNet, "tflite"), { maxConcurrency: 1 });
	const sizes = Array.from({ length: 40 }, (_, i) => 1 + ((i * 7) % 13));
	const all = await Promise.all(sizes.map((size, i) => session.run(feedsFor(dynamicBatchNet, i, size))));
	for (const [i, size] of sizes.entries())
		expect(all[i]?.y?.data).toEqual((await single.run(feedsFor(dynamicBatchNet, i, size))).y?.data);
	await Promise.all([session.dispose(), single.dispose()]);
});

run(`hands over what the library prints${lacks}`, async () => {
	const lines: [LogLevel, string][] = [];
	const onLog = (level: LogLevel, _engine: string, text: string) => void lines.push([level, text]);
	const model = await loadNet(castNet("uint64"), "tflite");
	// Once in a process, by the first session that uses it.
	const session = await openSession(litert, model, { onLog, isolate: "process" });
	expect(lines).toContainEqual(["info", "INFO: Created TensorFlow Lite XNNPACK delegate for CPU."]);
	await session.dispose();
});

run(`options that are wrong are INVALID_ARGUMENT${lacks}`, async () => {
	const model = await loadNet(addNet, "tflite");
	for (const [options, words] of [
		[{ kernelMode: "fast" }, "kernelMode"],
		[{ kernelmode: "builtin" }, "Did you mean `kernelMode`?"],
		[{ properties: { flags: "1" } }, "xnnpack.flags"],
		[{ properties: { "xnnpack.flags": "1\nnum_threads = 9" } }, "one line of TOML"],
		[{ signature: "train" }, "received `train`"],
		[{ weightCache: "weights.bin" }, "absolute path"],
		[{ delegate: "/usr/lib/libedgetpu.so.1" }, "TensorFlow Lite's library"],
	] as const)
		await expect(openSession(litert, model, {}, { options }), words).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining(words),
		});
});

run(
	`a device that is not there is UNAVAILABLE, unless the processor may take over, which the report says${lacks}`,
	async () => {
		const model = await loadNet(addNet, "tflite");
		await expect(openSession(litert, model, {}, { device: "npu" })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("`npu`"),
		});
		await expect(openSession(litert, model, {}, { device: "tpu" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		const lines: [LogLevel, string][] = [];
		const onLog = (level: LogLevel, _engine: string, text: string) => void lines.push([level, text]);
		const session = await openSession(litert, model, { onLog }, { device: "npu", options: { fallback: true } });
		expect((await session.run(feedsFor(addNet))).sum?.shape).toEqual([2, 3]);
		expect(lines).toContainEqual(["warning", expect.stringContaining("runs on the processor")]);
		expect(session.report.notes).toContainEqual(expect.stringContaining("fallback"));
		await session.dispose();
	},
);
