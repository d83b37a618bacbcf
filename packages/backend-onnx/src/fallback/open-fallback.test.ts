import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import type { OnnxRuntimeOptions } from "../options.ts";
import { context, identityNet, loadedModel, onnx } from "../testing/nets.ts";
import { findJavascript } from "./find-javascript.ts";
import { openFallback } from "./open-fallback.ts";

const installed = findJavascript() !== undefined;
const request = { options: {}, threads: 1, notes: [] };

test.skipIf(!installed)("leaves the feeds to their owner", async () => {
	const session = await openFallback(identityNet("float32", ["n"]), request, context);
	const x = new Tensor("float32", Float32Array.of(1, 2), [2]);
	const run = session.run([x], ["new"]);
	x.data.fill(9);
	expect((await run)[0]?.data).toEqual(Float32Array.of(1, 2));
	expect(x.data.length).toBe(2);
	await session.dispose();
});

test.skipIf(!installed)("tells how often onnxruntime-node has run, as counted on the other side", async () => {
	const session = await openFallback(identityNet("float32", ["n"]), request, context);
	const x = new Tensor("float32", Float32Array.of(1), [1]);
	const counts = [session.engineRuns?.()];
	for (let i = 0; i < 2; i++) {
		await session.run([x], ["new"]);
		counts.push(session.engineRuns?.());
	}
	await session.run([x], ["skip"]);
	expect([...counts, session.engineRuns?.()]).toEqual([0, 1, 2, 2]);
	await session.dispose();
});

test.skipIf(!installed)("refuses strings that onnxruntime-node would cut", async () => {
	const session = await openFallback(identityNet("string", [1]), request, context);
	const run = (text: string) => session.run([new Tensor("string", [text], [1])], ["new"]);
	await expect(run("a\0b")).rejects.toMatchObject({ code: "UNSUPPORTED" });
	expect((await run("ab"))[0]?.data).toEqual(["ab"]);
	await session.dispose();
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
