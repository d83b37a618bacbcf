import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadNet, slowNet } from "@polyinfer/conformance";
import type { LoadedModel } from "@polyinfer/core";
import { type Model, modelOf, readOnnx, type Weight, writeOnnx } from "@polyinfer/model";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSource } from "./write-source.ts";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("large weights follow the rest of the model, one by one", async () => {
	const loaded = await loadNet(slowNet(3), "onnx");
	const model = modelOf(loaded) as Model;
	const data = { name: "deep/data.bin", bytes: Uint8Array.of(1, 2, 3) };
	await writeSource(folder, { ...loaded, files: [...loaded.files, data] } as LoadedModel, model);
	const bytes = new Uint8Array(await readFile(join(folder, "model.onnx")));
	const head = writeOnnx({ ...model, graph: { ...model.graph, weights: new Map() } });
	expect(bytes.slice(0, head.length)).toEqual(head);
	// opset_import { version: 13 }, which a reader of the tail alone wants.
	const tail = readOnnx(new Uint8Array(Buffer.concat([Uint8Array.of(0x42, 2, 0x10, 13), bytes.slice(head.length)])));
	expect(tail.graph.nodes).toEqual([]);
	expect([...tail.graph.weights.keys()]).toEqual([...model.graph.weights.keys()]);
	const bytesOf = (weight?: Weight): Uint8Array =>
		weight?.data.kind === "bytes" ? weight.data.bytes : new Uint8Array();
	for (const [name, weight] of tail.graph.weights)
		expect(Buffer.compare(bytesOf(weight), bytesOf(model.graph.weights.get(name)))).toBe(0);
	expect(new Uint8Array(await readFile(join(folder, data.name)))).toEqual(data.bytes);
});
