import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNet, dynamicBatchNet, feedsFor, loadNet, slowNet } from "@polyinfer/conformance";
import { type CreateSession, type LogLevel, openSession, type SessionOptions, Tensor } from "@polyinfer/core";
import { buildModel, type ModelSpec, writeOnnx } from "@polyinfer/model";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNativeBackend } from "../../backend.ts";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { floats } from "../../testing/floats.ts";
import { ncnnEngine } from "./engine.ts";
import type { NcnnOptions } from "./options.ts";
import { createSessionIn, loadedNet } from "./testing/create-session.ts";
import { denseNet } from "./testing/dense-net.ts";

const ncnn = createNativeBackend(ncnnEngine as NativeEngine);
const files = await findEngine(ncnnEngine as NativeEngine);
const lacks = files.status === "missing" ? ` (${files.reason})` : "";
// Most of them run pnnx, in a process of its own.
const run = (name: string, body: () => Promise<void>): void => {
	test.runIf(lacks === "")(name, { timeout: 60_000 }, body);
};
let folder = "";
let create: CreateSession;

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
	create = createSessionIn(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const open = (net = denseNet(), options: NcnnOptions = {}, rest: SessionOptions = {}) =>
	openSession(ncnn, loadedNet(net), rest, { options: { ...options } });

function net(spec: Partial<ModelSpec> & Pick<ModelSpec, "nodes">): Uint8Array {
	const inputs = [{ name: "x", dtype: "float32" as const, shape: [2, 3] }];
	const outputs = [{ name: "y", dtype: "float32" as const }];
	return writeOnnx(buildModel({ opset: 17, inputs, outputs, ...spec }));
}

run(`names the operator that ncnn has no layer for${lacks}`, async () => {
	const nodes = [
		{ operator: "Relu", inputs: ["x"], outputs: ["z"] },
		{ operator: "Hardmax", inputs: ["z"], outputs: ["y"] },
	];
	await expect(create(net({ nodes }), { prefer: "ncnn" })).rejects.toMatchObject({
		code: "UNSUPPORTED",
		attempts: [{ stage: "convert", message: expect.stringContaining("Hardmax") }],
	});
});

run(`converts once, and again for other sizes${lacks}`, async () => {
	const inputs = [{ name: "x", dtype: "float32" as const, shape: ["n", "m"] }];
	const model = net({ inputs, nodes: [{ operator: "Sigmoid", inputs: ["x"], outputs: ["y"] }] });
	const converted = async (bounds: SessionOptions["inputs"] = {}) => {
		const lines: string[] = [];
		const onLog = (_level: LogLevel, _engine: string, text: string) => void lines.push(text);
		const session = await create(model, { prefer: "ncnn", onLog, inputs: bounds });
		expect(session.report.checks).toHaveLength(1);
		await session.dispose();
		return lines.some((line) => line.includes("pass_ncnn"));
	};
	expect([await converted(), await converted()]).toEqual([true, false]);
	expect(await converted({ x: { shape: [4, 5] } })).toBe(true);
});

run(`opens a .param with its .bin, under the net's own names${lacks}`, async () => {
	const path = join(folder, "dense.param");
	await writeFile(path, denseNet().param);
	await writeFile(join(folder, "dense.bin"), denseNet().bin);
	const session = await create({ ncnn: path }, { prefer: "ncnn" });
	expect(session.inputs.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([["data", "float32", null]]);
	const data = new Tensor("float32", Float32Array.of(1, 2, 3, 4), [4]);
	const { result } = await session.run({ data });
	expect(result?.shape).toEqual([3]);
	const expected = [3, 14, 25];
	for (const [i, value] of expected.entries()) expect(result?.data[i]).toBeCloseTo(value, 4);
	expect(session.report.precision).toBe("float32");
	await session.dispose();
});

run(`writes into the memory that is given, and leaves out what nobody asks for${lacks}`, async () => {
	const session = await open();
	const data = session.allocate("data", [4]);
	const result = session.allocate("result", [3]);
	(data.data as Float32Array).set([1, 2, 3, 4]);
	expect(session.runSync({ data }, { outputs: { result } }).result).toBe(result);
	expect(result.data[1]).toBeCloseTo(14, 4);
	const small = new Tensor("float32", new Float32Array(2), [2]);
	await expect(session.run({ data }, { outputs: { result: small } })).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
	});
	await session.dispose();
});

run(`runs beside each other are right${lacks}`, async () => {
	const session = await open(denseNet(), {}, { maxConcurrency: 3, threads: 1 });
	const numbers = Array.from({ length: 60 }, (_, i) => i);
	const all = await Promise.all(
		numbers.map((n) => session.run({ data: new Tensor("float32", Float32Array.of(n, 0, 0, 0), [4]) })),
	);
	for (const n of numbers) for (const i of [0, 1, 2]) expect(all[n]?.result?.data[i]).toBeCloseTo(n * i + i + 1, 3);
	await session.dispose();
});

run(`a batch is run item by item${lacks}`, async () => {
	const spec = {
		inputs: [{ name: "x", dtype: "float32" as const, shape: ["n", 2, 3, 5] }],
		nodes: [{ operator: "GlobalAveragePool", inputs: ["x"], outputs: ["y"] }],
	};
	const session = await create(net(spec), { prefer: "ncnn" });
	const x = floats([4, 2, 3, 5]);
	const { y } = await session.run({ x });
	expect(y?.shape).toEqual([4, 2, 1, 1]);
	for (let i = 0; i < 8; i++) {
		const plane = (x.data as Float32Array).subarray(i * 15, i * 15 + 15);
		expect(y?.data[i]).toBeCloseTo(plane.reduce((sum, value) => sum + value, 0) / 15, 5);
	}
	await session.dispose();
});

run(`the first axis is one like others where the net has no batch${lacks}`, async () => {
	const model = (await loadNet(dynamicBatchNet, "onnx")).files[0]?.bytes as Uint8Array;
	const session = await create(model, { prefer: "ncnn" });
	for (const rows of [5, 1, 3])
		expect((await session.run(feedsFor(dynamicBatchNet, 1, rows))).y?.shape).toEqual([rows, 3]);
	await session.dispose();
});

run(`a run that is waiting is aborted, one inside ncnn goes on to its end${lacks}`, async () => {
	const model = (await loadNet(slowNet(40), "onnx")).files[0]?.bytes as Uint8Array;
	const session = await create(model, { prefer: "ncnn", threads: 1, maxConcurrency: 1 });
	expect(session.capabilities.cancel).toBe("queue");
	const abort = new AbortController();
	const feed = feedsFor(slowNet(40));
	const first = session.run(feed);
	const second = session.run(feed, { signal: abort.signal });
	abort.abort();
	await expect(second).rejects.toMatchObject({ code: "ABORTED" });
	await first;
	await session.dispose();
});

run(`an empty tensor is UNSUPPORTED, and the next run is right${lacks}`, async () => {
	const session = await open();
	const empty = new Tensor("float32", new Float32Array(0), [0]);
	await expect(session.run({ data: empty })).rejects.toMatchObject({ code: "UNSUPPORTED" });
	const five = new Tensor("float32", new Float32Array(32), [2, 2, 2, 2, 2]);
	await expect(session.run({ data: five })).rejects.toMatchObject({ code: "UNSUPPORTED" });
	expect((await session.run({ data: floats([4]) })).result?.shape).toEqual([3]);
	await session.dispose();
});

run(`integers are exact or refused${lacks}`, async () => {
	const spec = {
		inputs: ["a", "b"].map((name) => ({ name, dtype: "int32" as const, shape: [2] })),
		outputs: [{ name: "y", dtype: "int32" as const, shape: [2] }],
		nodes: [{ operator: "Add", inputs: ["a", "b"], outputs: ["y"] }],
	};
	const session = await create(net(spec), { prefer: "ncnn" });
	const feed = (...data: number[]) => new Tensor("int32", Int32Array.from(data), [2]);
	expect((await session.run({ a: feed(1, -5), b: feed(2, 16_777_000) })).y?.data).toEqual(Int32Array.of(3, 16_776_995));
	const half = feed(2 ** 23, 0);
	await expect(session.run({ a: half, b: half })).rejects.toMatchObject({ code: "UNSUPPORTED" });
	await expect(session.run({ a: feed(2 ** 24 + 1, 0), b: half })).rejects.toMatchObject({ code: "UNSUPPORTED" });
	expect(session.report.casts).toEqual([
		"input `a`: int32 -> float32",
		"input `b`: int32 -> float32",
		"output `y`: float32 -> int32",
	]);
	await session.dispose();
});

run(`switches leave the numbers as they are${lacks}`, async () => {
	const model = (await loadNet(addNet, "onnx")).files[0]?.bytes as Uint8Array;
	for (const options of [
		{ winograd: false, sgemm: false, packing: false },
		{ precision: "float32", properties: { use_local_pool_allocator: "0" } },
	]) {
		const session = await create(model, { prefer: [{ backend: "ncnn", options }] });
		expect((await session.run(feedsFor(addNet))).sum?.shape).toEqual([2, 3]);
		await session.dispose();
	}
});

run(
	`wrong options are INVALID_ARGUMENT, and a precision or device that ncnn lacks is said to be lacking${lacks}`,
	async () => {
		for (const [options, code, words] of [
			[{ winogard: true }, "INVALID_ARGUMENT", "Did you mean `winograd`?"],
			[{ precision: "float64" }, "INVALID_ARGUMENT", "precision"],
			[{ convertTimeoutMs: 0 }, "INVALID_ARGUMENT", "convertTimeoutMs"],
			[{ properties: { use_local_pool_allocator: "yes" } }, "INVALID_ARGUMENT", "use_local_pool_allocator"],
			[{ properties: { use_magic: "1" } }, "INVALID_ARGUMENT", "use_magic"],
		] as const)
			await expect(open(denseNet(), options as NcnnOptions), words).rejects.toMatchObject({
				code,
				message: expect.stringContaining(words),
			});
		for (const device of ["vulkan", "gpu"])
			await expect(openSession(ncnn, loadedNet(denseNet()), {}, { device })).rejects.toMatchObject({
				code: "UNAVAILABLE",
				message: expect.stringContaining(device === "vulkan" ? "built without Vulkan" : "`gpu`"),
			});
	},
);

run(`a net of layers that this ncnn lacks, and a broken one, are refused${lacks}`, async () => {
	const { param, bin } = denseNet();
	await expect(open({ param: param.replace("InnerProduct", "MyLayer"), bin })).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("MyLayer"),
	});
	for (const broken of [
		{ param: "7767517\n", bin },
		{ param, bin: bin.slice(0, 10) },
		{ param: param.replace("0=3", "0=5"), bin },
	])
		await expect(open(broken)).rejects.toMatchObject({ message: expect.stringContaining("broken") });
});

run(`a conversion that takes too long is stopped, and an abort ends it${lacks}`, async () => {
	const model = net({ nodes: [{ operator: "Softmax", inputs: ["x"], outputs: ["y"] }] });
	await expect(
		create(model, { prefer: [{ backend: "ncnn", options: { convertTimeoutMs: 1 } }] }),
	).rejects.toMatchObject({ attempts: [{ code: "TIMEOUT", stage: "convert" }] });
	const signal = AbortSignal.timeout(20);
	await expect(create(model, { prefer: "ncnn", signal })).rejects.toMatchObject({ code: "ABORTED" });
	await (await create(model, { prefer: "ncnn" })).dispose();
});

run(`without the converter, ONNX is UNAVAILABLE with the line to type${lacks}`, async () => {
	const options = { converter: join(folder, "nowhere") };
	const model = net({ nodes: [{ operator: "Exp", inputs: ["x"], outputs: ["y"] }] });
	await expect(create(model, { prefer: [{ backend: "ncnn", options }] })).rejects.toMatchObject({
		attempts: [{ code: "UNAVAILABLE", stage: "convert", advice: "npx polyinfer engines add ncnn" }],
	});
});
