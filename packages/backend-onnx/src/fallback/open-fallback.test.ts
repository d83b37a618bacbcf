import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DTYPES, type DType, Tensor, type TensorData } from "@polyinfer/core";
import { expect, test } from "vitest";
import type { OnnxRuntimeOptions } from "../options.ts";
import { context, identityNet, loadedModel, onnx } from "../testing/nets.ts";
import { findJavascript } from "./find-javascript.ts";
import { openFallback } from "./open-fallback.ts";

const installed = findJavascript() !== undefined;
const request = { options: {}, threads: 1, notes: [] };

test.skipIf(!installed)("adds two tensors with a free axis, again and again in other sizes", async () => {
	const model = onnx({
		inputs: [
			{ name: "a", dtype: "float32", shape: ["batch", 2] },
			{ name: "b", dtype: "float32", shape: ["batch", 2] },
		],
		outputs: [{ name: "sum", dtype: "float32", shape: ["batch", 2] }],
		nodes: [{ operator: "Add", inputs: ["a", "b"], outputs: ["sum"] }],
	});
	const session = await openFallback(model, request, context);
	try {
		expect(session.inputs).toEqual([
			{ name: "a", dtype: "float32", shape: [null, 2], dimNames: ["batch", null] },
			{ name: "b", dtype: "float32", shape: [null, 2], dimNames: ["batch", null] },
		]);
		for (const rows of [1, 3]) {
			const a = new Tensor("float32", new Float32Array(rows * 2).fill(1.5), [rows, 2]);
			const [sum] = await session.run([a, a], ["new"]);
			expect(sum?.shape).toEqual([rows, 2]);
			expect(sum?.data).toEqual(new Float32Array(rows * 2).fill(3));
			expect(a.data.length).toBe(rows * 2);
		}
	} finally {
		await session.dispose();
	}
});

const VALUES: { readonly [D in DType]?: TensorData } = {
	float16: Uint16Array.of(0x3c00, 0x7e00, 0x0001),
	int64: BigInt64Array.of(-(2n ** 62n), 0n, 7n),
	uint64: BigUint64Array.of(2n ** 63n, 0n, 7n),
	bool: Uint8Array.of(1, 0, 1),
	string: ["grün", "", "a\u{1F600}"],
};

for (const dtype of Object.keys(DTYPES) as DType[])
	test.skipIf(!installed)(`carries ${dtype}${dtype === "bfloat16" ? " not: UNSUPPORTED" : ""}`, async () => {
		const Container = DTYPES[dtype].array;
		const data = VALUES[dtype] ?? (Container && (new Container(3).fill(5 as never) as TensorData));
		const opened = openFallback(identityNet(dtype, [3]), request, context);
		if (dtype === "bfloat16") return expect(opened).rejects.toMatchObject({ code: "UNSUPPORTED" });
		const session = await opened;
		const [y] = await session.run([new Tensor(dtype, data as TensorData, [3])], ["new"]);
		await session.dispose();
		expect(y?.dtype).toBe(dtype);
		expect(y?.data).toEqual(data);
	});

test.skipIf(!installed)("carries scalars and empty tensors", async () => {
	const scalar = await openFallback(identityNet("int32", []), request, context);
	const [one] = await scalar.run([new Tensor("int32", Int32Array.of(-7), [])], ["new"]);
	expect([one?.shape, one?.data]).toEqual([[], Int32Array.of(-7)]);
	await scalar.dispose();
	const free = await openFallback(identityNet("float32", ["n", 4]), request, context);
	const [none] = await free.run([new Tensor("float32", new Float32Array(0), [0, 4])], ["new"]);
	expect([none?.shape, none?.data.length]).toEqual([[0, 4], 0]);
	await free.dispose();
});

test.skipIf(!installed)("says of an input of unknown rank that it is unknown", async () => {
	const session = await openFallback(identityNet("float32", undefined), request, context);
	expect(session.inputs[0]?.shape).toBeNull();
	const [y] = await session.run([new Tensor("float32", Float32Array.of(1, 2), [1, 2])], ["new"]);
	expect(y?.shape).toEqual([1, 2]);
	await session.dispose();
});

test.skipIf(!installed)("skips outputs, and writes into given tensors", async () => {
	const model = onnx({
		inputs: [{ name: "x", dtype: "float32", shape: [2] }],
		outputs: [
			{ name: "double", dtype: "float32", shape: [2] },
			{ name: "square", dtype: "float32", shape: [2] },
		],
		nodes: [
			{ operator: "Add", inputs: ["x", "x"], outputs: ["double"] },
			{ operator: "Mul", inputs: ["x", "x"], outputs: ["square"] },
		],
	});
	const session = await openFallback(model, request, context);
	const x = new Tensor("float32", Float32Array.of(3, 4), [2]);
	const given = new Tensor("float32", new Float32Array(2), [2]);
	expect(await session.run([x], ["skip", given])).toEqual([undefined, given]);
	expect([...given.data]).toEqual([9, 16]);
	expect(await session.run([x], ["skip", "skip"])).toEqual([undefined, undefined]);
	const wrong = new Tensor("float32", new Float32Array(3), [3]);
	await expect(session.run([x], ["skip", wrong])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await session.dispose();
});

test.skipIf(!installed)("opens a model by path, and by bytes without taking them away", async () => {
	const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
	const model = identityNet("float32", [1]);
	const bytes = (model.files[0] as { bytes: Uint8Array }).bytes;
	const path = join(folder, "net.onnx");
	await writeFile(path, bytes);
	for (const file of [
		{ name: "", bytes, path },
		{ name: "", bytes },
	]) {
		const session = await openFallback({ ...model, files: [file] }, request, context);
		const [y] = await session.run([new Tensor("float32", Float32Array.of(2), [1])], ["new"]);
		expect(y?.data).toEqual(Float32Array.of(2));
		await session.dispose();
	}
	expect(bytes.length).toBeGreaterThan(0);
	await rm(folder, { recursive: true });
});

test.skipIf(!installed)("rejects with UNSUPPORTED what onnxruntime-node does not open", async () => {
	const unknown = onnx({
		inputs: [{ name: "x", dtype: "float32", shape: [1] }],
		outputs: [{ name: "y", dtype: "float32", shape: [1] }],
		nodes: [{ operator: "NoSuchOperator", inputs: ["x"], outputs: ["y"] }],
	});
	await expect(openFallback(unknown, request, context)).rejects.toMatchObject({
		code: "UNSUPPORTED",
		stage: "compile",
		message: expect.stringContaining("NoSuchOperator"),
	});
	const broken = loadedModel(new TextEncoder().encode("not a model"));
	await expect(openFallback(broken, request, context)).rejects.toMatchObject({ code: "UNSUPPORTED" });
});

test.skipIf(!installed)("passes configuration entries on, and refuses what it cannot pass on", async () => {
	const open = (options: OnnxRuntimeOptions) =>
		openFallback(identityNet("float32", ["n"]), { ...request, options }, context);
	await expect(open({ properties: { "session.load_model_format": "ORT" } })).rejects.toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("ORT model verification failed"),
	});
	await expect(open({ freeDimensions: { n: 2 } })).rejects.toMatchObject({ code: "UNSUPPORTED" });
});

test.skipIf(!installed)("fails a run that cannot work and goes on with the next", async () => {
	const model = onnx({
		inputs: [{ name: "x", dtype: "float32", shape: ["n"] }],
		outputs: [{ name: "y", dtype: "float32" }],
		nodes: [{ operator: "Reshape", inputs: ["x", "size"], outputs: ["y"] }],
		weights: { size: { dtype: "int64", data: BigInt64Array.of(2n, 2n), shape: [2] } },
	});
	const session = await openFallback(model, request, context);
	const feed = (length: number) => [new Tensor("float32", new Float32Array(length), [length])];
	await expect(session.run(feed(3), ["new"])).rejects.toMatchObject({ code: "ENGINE", stage: "run" });
	const [y] = await session.run(feed(4), ["new"]);
	expect(y?.shape).toEqual([2, 2]);
	await session.dispose();
});
