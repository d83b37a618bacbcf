import { Tensor } from "@polyinfer/core";
import { attribute } from "@polyinfer/model";
import { expect, test } from "vitest";
import { ADD, onnxBytes, temporaryFolder } from "../testing/model-file.ts";
import { catalogueOf, runCli } from "../testing/run-cli.ts";

const folder = temporaryFolder();
const none = catalogueOf();

test("tells format, hash, inputs, outputs, operators and parameters", async () => {
	const bytes = onnxBytes({
		...ADD,
		nodes: [
			{ operator: "Add", inputs: ["a", "w"], outputs: ["t"] },
			{ operator: "Add", inputs: ["t", "b"], outputs: ["u"] },
			{ operator: "Softmax", inputs: ["u"], outputs: ["sum"], attributes: { axis: attribute.int(1) } },
		],
		weights: { w: new Tensor("float32", Float32Array.of(1, 2, 3), [3]) },
		properties: { author: "someone\x1b[2J" },
	});
	const path = await folder.write("add.onnx", bytes);
	const json = (await runCli(["inspect", path, "--json"], none)).json();
	expect(json).toMatchObject({
		ok: true,
		path,
		format: "onnx",
		sizeBytes: bytes.length,
		sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
		inputs: [
			{ name: "a", dtype: "float32", shape: [null, 3], dimNames: ["N", null] },
			{ name: "b", dtype: "float32" },
		],
		outputs: [{ name: "sum", dtype: "float32" }],
		opsets: { "": 17 },
		operators: { Add: 2, Softmax: 1 },
		parameters: { count: 3, bytes: 12 },
		producer: "test",
		findings: [],
	});
	const { exitCode, stdout } = await runCli(["inspect", path], none);
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/opset +ai\.onnx 17/);
	expect(stdout).toMatch(/a +float32 \[N,3\]/);
	expect(stdout).toContain("Add 2, Softmax 1");
	expect(stdout).toMatch(/parameters +3 in 12 bytes/);
	expect(stdout).not.toContain("\x1b");
});

test.each([
	["lfs.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", /Git LFS/i],
	["page.onnx", "<!DOCTYPE html><html><body>404</body></html>", /HTML/i],
	["empty.onnx", "", /empty/i],
	["picture.onnx", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13), /PNG|picture/i],
	["packed.onnx", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0), /zip/i],
])("%s is no model, and it says what it is", async (name, content, sentence) => {
	const path = await folder.write(name, content);
	const text = await runCli(["inspect", path], none);
	expect(text).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringMatching(sentence) });
	const { error } = (await runCli(["inspect", path, "--json"], none)).json() as { error: object };
	expect(error).toMatchObject({ code: "INVALID_MODEL", message: expect.stringMatching(sentence) });
});

test("a file that is not there fails with 1", async () => {
	const { exitCode, stderr } = await runCli(["inspect", folder.path("none.onnx")], none);
	expect([exitCode, stderr]).toEqual([1, expect.stringContaining("none.onnx")]);
});

test("a model of a format that is not parsed is named, with its hash", async () => {
	const bytes = new Uint8Array(64);
	bytes.set([0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33]);
	const path = await folder.write("net.tflite", bytes);
	const { exitCode, stdout } = await runCli(["inspect", path], none);
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/format +tflite/);
	expect(stdout).toContain("does not look inside tflite files");
});
