import { Tensor } from "@polyinfer/core";
import { attribute, buildModel, type ModelSpec, type Weight, writeOnnx } from "@polyinfer/model";
import { expect, test } from "vitest";
import { createSession } from "./create-session.ts";
import { inspectModel } from "./inspect-model.ts";
import { nodeCatalogue } from "./node-catalogue.ts";
import { ADD, onnxBytes, temporaryFolder } from "./testing/model-file.ts";
import { runCli } from "./testing/run-cli.ts";

const folder = temporaryFolder();
const zip = Uint8Array.of(0x50, 0x4b, 3, 4, ...new Uint8Array(96));

/** Runs like any other, but carries a zip archive in an attribute that nobody reads. */
const carrier: ModelSpec = {
	...ADD,
	weights: { unused: { dtype: "uint8", data: zip, shape: [100] } },
};
const blob: ModelSpec = {
	...ADD,
	opset: { "": 17, "com.microsoft": 1 },
	nodes: [
		{
			operator: "EPContext",
			domain: "com.microsoft",
			inputs: ["a", "b"],
			outputs: ["sum"],
			attributes: { embed_mode: attribute.int(1), ep_cache_context: attribute.string("\x7fELF") },
		},
	],
};

test("what the scan refuses is INVALID_MODEL from createSession, and `trusted: true` lets it run", async () => {
	const path = await folder.write("carrier.onnx", onnxBytes(carrier));
	await expect(createSession(path)).rejects.toMatchObject({
		code: "INVALID_MODEL",
		message: expect.stringContaining("refused for embedded-file"),
		advice: expect.stringContaining("trusted: true"),
	});
	const session = await createSession(path, { trusted: true });
	expect(session.outputs.map(({ name }) => name)).toEqual(["sum"]);
	await session.dispose();
});

test("a trusted vendor-blob reaches the engine, which says itself that it cannot run it", async () => {
	await expect(createSession(onnxBytes(blob))).rejects.toMatchObject({ code: "INVALID_MODEL", attempts: [] });
	await expect(createSession(onnxBytes(blob), { trusted: true, prefer: "onnxruntime" })).rejects.toMatchObject({
		attempts: [{ backend: "onnxruntime", outcome: "failed" }],
	});
});

test("a serialized TensorRT engine and a format that is not read need `trusted: true`", async () => {
	const plan = new TextEncoder().encode(`ftrt${"\0".repeat(60)}`);
	await expect(createSession(plan)).rejects.toMatchObject({
		code: "INVALID_MODEL",
		message: expect.stringContaining("refused for serialized-engine"),
	});
	const ort = new Uint8Array(64);
	ort.set(new TextEncoder().encode("ORTM"), 4);
	await expect(createSession(ort)).rejects.toMatchObject({
		code: "UNSUPPORTED",
		advice: expect.stringContaining("trusted: true"),
		message: expect.stringContaining("does not look inside ort files"),
	});
	await expect(createSession(ort, { trusted: true })).rejects.toMatchObject({
		message: expect.not.stringContaining("does not look inside"),
	});
});

test("`inspect` and inspectModel show what would be refused, and the CLI says how to run it", async () => {
	const path = await folder.write("blob.onnx", onnxBytes(blob));
	expect((await inspectModel(path)).findings).toContainEqual(
		expect.objectContaining({ kind: "vendor-blob", refused: true }),
	);
	const { exitCode, stdout } = await runCli(["inspect", path], nodeCatalogue);
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/vendor-blob +Nodes that hold .* Refused unless trusted\./);
	const { stderr, exitCode: failed } = await runCli(["run", path], nodeCatalogue);
	expect(failed).toBe(1);
	expect(stderr).toContain("vendor-blob");
	expect(stderr).toContain("trusted: true");
});

test("weights in a file beside the model run as they are; those that are elsewhere or missing do not", async () => {
	const model = buildModel({ ...ADD, nodes: [{ operator: "Add", inputs: ["a", "w"], outputs: ["sum"] }] });
	const write = (name: string, location: string): Promise<string> => {
		const weight: Weight = {
			name: "w",
			elementType: 1,
			shape: [3],
			data: { kind: "external", external: { location, offset: 0, length: 12 } },
		};
		return folder.write(name, writeOnnx({ ...model, graph: { ...model.graph, weights: new Map([["w", weight]]) } }));
	};
	await folder.write("weights.bin", new Uint8Array(Float32Array.of(10, 20, 30).buffer));
	const session = await createSession(await write("beside.onnx", "weights.bin"));
	const a = new Tensor("float32", Float32Array.of(1, 2, 3), [1, 3]);
	const b = new Tensor("float32", new Float32Array(3), [1, 3]);
	expect((await session.run({ a, b })).sum?.data).toEqual(Float32Array.of(11, 22, 33));
	await session.dispose();
	const codes = { "../weights.bin": "external-path", "none.bin": "external-missing" };
	for (const [location, kind] of Object.entries(codes))
		await expect(createSession(await write("elsewhere.onnx", location))).rejects.toMatchObject({
			code: "INVALID_MODEL",
			message: expect.stringContaining(`refused for ${kind}`),
		});
});
