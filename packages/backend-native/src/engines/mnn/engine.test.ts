import { existsSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CreateSession, type InferenceError, type LogLevel, openSession, type Tensor } from "@polyinfer/core";
import { attribute, buildModel, type ModelSpec, type NodeSpec, writeOnnx } from "@polyinfer/model";
import { type ModelId, modelPath } from "@polyinfer/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNativeBackend } from "../../backend.ts";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { floats } from "../../testing/floats.ts";
import { convertToMnn } from "./convert.ts";
import { mnnEngine } from "./engine.ts";
import { createSessionIn } from "./testing/create-session.ts";

const files = await findEngine(mnnEngine as NativeEngine);
const lacks = files.status === "missing" ? ` (${files.reason})` : "";
const run = test.runIf(lacks === "");
let folder = "";
let create: CreateSession;

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
	create = createSessionIn(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** ONNX of one node over `x`. */
function net(node: Omit<NodeSpec, "inputs" | "outputs">, spec: Partial<ModelSpec> = {}): Uint8Array {
	const inputs = spec.inputs ?? [{ name: "x", dtype: "float32" as const, shape: [2, 3] }];
	const outputs = [{ name: "y", dtype: "float32" as const }];
	const words = [...inputs.map(({ name }) => name), ...Object.keys(spec.weights ?? {})];
	return writeOnnx(
		buildModel({
			opset: 17,
			outputs,
			...spec,
			inputs,
			nodes: spec.nodes ?? [{ ...node, inputs: words, outputs: ["y"] }],
		}),
	);
}

/** Largest distance of any output from ONNX Runtime's that is accepted, by model. */
const PARITY: readonly (readonly [ModelId, number])[] = [
	["pp-ocr-v4-det", 1e-5],
	["pp-ocr-v4-rec", 2e-5],
	["pp-ocr-v4-cls", 1e-5],
	["efficientnet-lite0", 3e-5],
	["efficientnet-lite0-int8", 3e-5],
	["blazeface-front", 1e-4],
];

for (const [id, most] of PARITY) {
	const path = modelPath(id);
	const missing = lacks || (existsSync(path) ? "" : " (not fetched)");
	test.skipIf(missing)(`${id} gives the numbers of ONNX Runtime${missing}`, { timeout: 60_000 }, async () => {
		const session = await create(path, { prefer: "mnn", verify: "onnxruntime" });
		const { report } = session;
		expect(report.conversions).toEqual([expect.stringMatching(/^onnx -> mnn \(MNN 3\.\d+\.\d+\)$/)]);
		expect(report.checks.length).toBeGreaterThan(0);
		for (const { maxAbsolute } of report.verification?.outputs ?? []) expect(maxAbsolute).toBeLessThan(most);
		expect(report.verification?.outputs.length).toBe(session.outputs.length);
		await session.dispose();
	});
}

for (const [id, shapes] of [
	[
		"pp-ocr-v4-cls",
		[
			[1, 3, 48, 192],
			[3, 3, 48, 192],
			[2, 3, 48, 96],
		],
	],
	[
		"pp-ocr-v4-det",
		[
			[1, 3, 64, 96],
			[1, 3, 160, 32],
			[2, 3, 32, 64],
		],
	],
] as const) {
	const path = modelPath(id);
	const missing = lacks || (existsSync(path) ? "" : " (not fetched)");
	test.skipIf(missing)(`${id} takes batches and sizes in any order${missing}`, { timeout: 60_000 }, async () => {
		const session = await create(path, { prefer: "mnn" });
		const expected = await create(path, { prefer: "onnxruntime" });
		for (const shape of [...shapes, ...shapes]) {
			const x = floats([...shape]);
			const [name = ""] = session.outputs.map((output) => output.name);
			const [mine, theirs] = [(await session.run({ x }))[name], (await expected.run({ x }))[name]];
			expect(mine?.shape).toEqual(theirs?.shape);
			const [a, b] = [mine?.data as Float32Array, theirs?.data as Float32Array];
			expect(Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))))).toBeLessThan(1e-4);
		}
		await Promise.all([session.dispose(), expected.dispose()]);
	});
}

const big = modelPath("pp-ocr-v4-rec");
const noBig = lacks || (existsSync(big) ? "" : " (not fetched)");
test.skipIf(noBig)(`conversions beside each other leave each other alone${noBig}`, { timeout: 120_000 }, async () => {
	const folders = Array.from({ length: 6 }, (_, i) => join(folder, `beside-${i}`));
	const sessions = await Promise.all(folders.map((own) => createSessionIn(own)(big, { prefer: "mnn", threads: 1 })));
	for (const { report } of sessions) expect(report.checks).toHaveLength(1);
	await Promise.all(sessions.map((session) => session.dispose()));
});

const face = modelPath("blazeface-front");
const noFace = lacks || (existsSync(face) ? "" : " (not fetched)");
test.skipIf(noFace)(`a conversion whose numbers are wrong is refused${noFace}`, async () => {
	const unclean = createSessionIn(join(folder, "unclean"), {
		convert: (request) => convertToMnn(request, (graph) => graph),
	});
	const error = (await unclean(face, { prefer: "mnn" }).catch((reason: unknown) => reason)) as InferenceError;
	expect(error).toMatchObject({ code: "UNSUPPORTED", attempts: [{ stage: "verify" }] });
	expect(error.message).toMatch(/its numbers are wrong: output `Identity/);
});

run(`converts once${lacks}`, async () => {
	const model = net({ operator: "Relu" });
	const open = async () => {
		const lines: string[] = [];
		const onLog = (_level: LogLevel, _engine: string, text: string) => void lines.push(text);
		const session = await create(model, { prefer: "mnn", onLog });
		const { checks } = session.report;
		await session.dispose();
		return [lines.includes("Converted Success!"), checks] as const;
	};
	const [first, checks] = await open();
	expect([first, checks.length]).toEqual([true, 1]);
	expect(await open()).toEqual([false, checks]);
});

run(`names the operators that MNN lacks${lacks}`, async () => {
	const nodes = [
		{ operator: "IsNaN", inputs: ["x"], outputs: ["z"] },
		{ operator: "Cast", inputs: ["z"], outputs: ["y"], attributes: { to: attribute.int(1) } },
	];
	await expect(create(net({ operator: "" }, { nodes }), { prefer: "mnn" })).rejects.toMatchObject({
		code: "UNSUPPORTED",
		attempts: [{ stage: "convert", message: "MNN's converter does not know IsNaN." }],
	});
});

run(`names an input that MNN has made a constant${lacks}`, async () => {
	const inputs = [
		{ name: "x", dtype: "float32" as const, shape: [2, 3] },
		{ name: "axes", dtype: "int64" as const, shape: [1] },
	];
	await expect(create(net({ operator: "ReduceL1" }, { inputs, opset: 18 }), { prefer: "mnn" })).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("the input `axes`, which the engine lacks"),
	});
});

run(`tells the lesser number from the greater${lacks}`, async () => {
	const shape = [61];
	const inputs = ["x", "b"].map((name) => ({ name, dtype: "float32" as const, shape }));
	const outputs = [{ name: "y", dtype: "bool" as const, shape }];
	const session = await create(net({ operator: "Less" }, { inputs, outputs }), { prefer: "mnn" });
	const [x, b] = [floats(shape), floats(shape, 1.5)];
	const expected = Uint8Array.from({ length: 61 }, (_, i) => Number((x.data[i] as number) < (b.data[i] as number)));
	expect((await session.run({ x, b })).y?.data).toEqual(expected);
	await session.dispose();
});

run(`goes on after shapes that cannot be${lacks}`, async () => {
	const weights = { w: floats([4, 2]) };
	const inputs = [{ name: "x", dtype: "float32" as const, shape: ["n", "m"] }];
	const session = await create(net({ operator: "MatMul" }, { weights, inputs }), { prefer: "mnn" });
	const right = async () => (await session.run({ x: floats([3, 4]) })).y?.shape;
	expect(await right()).toEqual([3, 2]);
	for (let i = 0; i < 3; i++) {
		await expect(session.run({ x: floats([3, 5]) })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining("MNN says:"),
		});
		expect(await right()).toEqual([3, 2]);
	}
	await session.dispose();
});

run(`runs beside each other, each with its own shape${lacks}`, async () => {
	const inputs = [{ name: "x", dtype: "float32" as const, shape: ["n", 3] }];
	const session = await create(net({ operator: "Neg" }, { inputs }), { prefer: "mnn", maxConcurrency: 3 });
	expect(session.capabilities.maxConcurrency).toBe(3);
	const results = await Promise.all(
		Array.from({ length: 60 }, async (_, i) => {
			const x = floats([1 + (i % 7), 3], i);
			const y = (await session.run({ x })).y as Tensor;
			return y.shape[0] === x.shape[0] && (y.data as Float32Array).every((value, k) => value === -Number(x.data[k]));
		}),
	);
	expect(results.every(Boolean)).toBe(true);
	await session.dispose();
});

run(`opens a .mnn file by its path and by its bytes, in sizes that the caller names${lacks}`, async () => {
	const inputs = [{ name: "x", dtype: "float32" as const, shape: ["n", 3] }];
	const model = net({ operator: "Neg" }, { inputs });
	let path = "";
	const noting = createSessionIn(folder, {
		convert: async (request) => {
			const conversion = await convertToMnn(request);
			path = conversion.files[0]?.path ?? "";
			return conversion;
		},
	});
	await (await noting(model, { prefer: "mnn" })).dispose();
	const backend = createNativeBackend(mnnEngine as NativeEngine);
	const bytes = new Uint8Array(await readFile(path));
	for (const file of [
		{ name: "", bytes, path },
		{ name: "", bytes },
	]) {
		const loaded = { format: "mnn", files: [file], sha256: "0", findings: [] } as const;
		const session = await openSession(backend, loaded, { inputs: { x: { shape: [5, 3] } } });
		expect([session.inputs[0]?.shape, session.outputs[0]?.shape]).toEqual([
			[5, 3],
			[5, 3],
		]);
		expect((await session.run({ x: floats([5, 3]) })).y?.data[1]).toBeCloseTo(-Math.sin(1), 6);
		await session.dispose();
	}
});

run(`takes MNN's own settings by their names${lacks}`, async () => {
	const model = net({ operator: "Neg" });
	const options = {
		precision: "low",
		memory: "low",
		power: "high",
		properties: { WINOGRAD_MEMORY_LEVEL: "0", "4": "15" },
	};
	const session = await create(model, { prefer: { backend: "mnn", options }, threads: 2 });
	expect(session.report.options).toMatchObject({ threads: 2, precision: "low", "hint.WINOGRAD_MEMORY_LEVEL": "0" });
	await session.dispose();
	for (const [wrong, message] of [
		[{ properties: { WINOGRAD: "0" } }, "MNN has no hint `WINOGRAD`"],
		[{ properties: { WINOGRAD_MEMORY_LEVEL: "high" } }, "Expected a whole number"],
		[{ precision: "float16" }, "Expected one of"],
		[{ presicion: "high" }, "Did you mean `precision`?"],
	] as const)
		await expect(create(model, { prefer: { backend: "mnn", options: wrong } })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining(message),
		});
});

run(`says which device its library lacks${lacks}`, async () => {
	for (const device of ["opencl", "npu"])
		await expect(create(net({ operator: "Neg" }), { prefer: { backend: "mnn", device } })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining(`has no device \`${device}\``),
		});
});

run(`weights may be converted to fewer bits${lacks}`, async () => {
	const weights = { w: floats([64, 64]) };
	const inputs = [{ name: "x", dtype: "float32" as const, shape: [1, 64] }];
	const model = net({ operator: "MatMul" }, { weights, inputs });
	const session = await create(model, { prefer: { backend: "mnn", options: { weights: "int8" } } });
	expect(session.report.conversions).toEqual([expect.stringContaining("int8 weights")]);
	const exact = await create(model, { prefer: "mnn" });
	const x = floats([1, 64]);
	const [rough, fine] = [(await session.run({ x })).y?.data, (await exact.run({ x })).y?.data];
	expect(rough).not.toEqual(fine);
	await Promise.all([session.dispose(), exact.dispose()]);
});
