import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { Tensor } from "@polyinfer/core";
import { attribute, buildModel, type ModelSpec, readOnnx, weightTensor, writeOnnx } from "@polyinfer/model";
import { expect, test } from "vitest";
import { nodeCatalogue } from "../node-catalogue.ts";
import { writeNpy } from "../npy/write-npy.ts";
import { onnxBytes, temporaryFolder } from "../testing/model-file.ts";
import { catalogueOf, runCli } from "../testing/run-cli.ts";

const folder = temporaryFolder();
const none = catalogueOf();
const scalar = (number: number) => ({ dtype: "float32", data: Float32Array.of(number), shape: [] }) as const;
const NET: ModelSpec = {
	opset: 17,
	inputs: [{ name: "x", dtype: "float32", shape: ["N", 4] }],
	outputs: [{ name: "y", dtype: "float32", shape: ["N", 4] }],
	nodes: [
		{ operator: "MatMul", inputs: ["x", "w"], outputs: ["m"], name: "project" },
		{ operator: "Pow", inputs: ["m", "two"], outputs: ["p"] },
		{ operator: "Softmax", inputs: ["p"], outputs: ["y"] },
	],
	weights: {
		w: { dtype: "float32", data: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)), shape: [4, 4] },
		two: scalar(2),
	},
};
/** Its float16 product is infinite. */
const OVERFLOWING: ModelSpec = {
	...NET,
	nodes: [
		{ operator: "Mul", inputs: ["x", "large"], outputs: ["a"] },
		{ operator: "Mul", inputs: ["a", "large"], outputs: ["b"] },
		{ operator: "Div", inputs: ["b", "large"], outputs: ["y"] },
	],
	weights: { large: scalar(30_000) },
};

test("writes a smaller file, tells what became of it, and leaves nothing else behind", async () => {
	const path = await folder.write("net.onnx", onnxBytes(NET));
	const out = folder.path("net-fp16.onnx");
	const { exitCode, stdout } = await runCli(["fp16", path, out], none);
	expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/float16 +2 nodes, 1 weight\n/)]);
	expect(stdout).toMatch(/Stays in float32\n +Pow +1 +sums and powers leave float16's range\n/);
	const { graph } = readOnnx(new Uint8Array(await readFile(out)));
	expect(graph.weights.get("w")?.elementType).toBe(10);
	expect((await readdir(folder.path("."))).filter((name) => name.includes("tmp"))).toEqual([]);
	const again = await runCli(["fp16", path, out, "--json", "--force"], none);
	expect(again.json()).toMatchObject({
		ok: true,
		path,
		out,
		convertedNodes: 2,
		kept: [{ operator: "Pow", reason: "asked", count: 1, why: expect.stringContaining("sums and powers") }],
		weights: { converted: 1, clamped: 0 },
		bytes: { before: onnxBytes(NET).length, after: (await readFile(out)).length },
	});
});

test("overwrites with --force only, the model itself too", async () => {
	const path = await folder.write("same.onnx", onnxBytes(NET));
	const refused = await runCli(["fp16", path, path], none);
	expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("was not overwritten") });
	expect(refused.stderr).toContain("-> Name another file, or type --force.");
	expect(new Uint8Array(await readFile(path))).toEqual(onnxBytes(NET));
	expect((await runCli(["fp16", path, path, "--force"], none)).exitCode).toBe(0);
	const rewritten = await readFile(path);
	expect((await runCli(["fp16", path, path, "--force"], none)).stdout).toContain("0 weights");
	expect(await readFile(path)).toEqual(rewritten);
});

test("inputs and outputs, operators and nodes as asked for", async () => {
	const path = await folder.write("kept.onnx", onnxBytes(NET));
	const argv = ["fp16", path, folder.path("kept-fp16.onnx"), "--force", "--json"];
	const { json } = await runCli([...argv, "--float16-io", "--keep", "Softmax,project"], none);
	expect(json()).toMatchObject({
		convertedNodes: 0,
		kept: [
			{ operator: "MatMul", reason: "asked", why: "--keep names it" },
			{ operator: "Pow", reason: "asked" },
			{ operator: "Softmax", reason: "asked" },
		],
	});
	const { graph } = readOnnx(new Uint8Array(await readFile(folder.path("kept-fp16.onnx"))));
	expect([...graph.inputs, ...graph.outputs].map(({ type }) => type)).toMatchObject([
		{ elementType: 10 },
		{ elementType: 10 },
	]);
	const unknown = await runCli([...argv.slice(0, -1), "--keep", "softmax"], none);
	expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Did you mean `Softmax`?") });
});

test("--check tells how far each output is off, on one or more pairs of inputs", async () => {
	const path = await folder.write("checked.onnx", onnxBytes(NET));
	const argv = ["fp16", path, folder.path("checked-fp16.onnx"), "--force", "--check", "--seeds", "2"];
	const { exitCode, json } = await runCli([...argv, "--float16-io", "--json"], nodeCatalogue);
	expect(exitCode).toBe(0);
	const { outputs } = json() as { outputs: { maxRelative: number }[] };
	expect(outputs).toMatchObject([{ name: "y", tolerance: 0.02, ok: true }]);
	expect(outputs[0]?.maxRelative).toBeGreaterThan(0);
	const { stdout } = await runCli(argv, nodeCatalogue);
	expect(stdout).toMatch(/Compared with float32\n +y +off by [\d.e-]+ +[\d.e-]+ of its range, 0.02 accepted\n/);
});

test("--check sees what overflows although the engine computes in float32, and writes nothing", async () => {
	const path = await folder.write("overflowing.onnx", onnxBytes(OVERFLOWING));
	const out = folder.path("overflowing-fp16.onnx");
	const { exitCode, stderr } = await runCli(["fp16", path, out, "--check"], nodeCatalogue);
	expect(exitCode).toBe(1);
	expect(stderr).toContain("float16 spoils it. Its numbers are wrong: output `y` is NaN or infinite where it is not");
	expect(stderr).toContain("--keep Softmax,Exp");
	await expect(readFile(out)).rejects.toThrow("ENOENT");
	const kept = await runCli(["fp16", path, out, "--check", "--keep", "Mul,Div"], nodeCatalogue);
	expect(kept.exitCode).toBe(0);
});

test("--check feeds what it is given", async () => {
	const path = await folder.write("fed.onnx", onnxBytes(OVERFLOWING));
	const zeros = await folder.write("zeros.npy", writeNpy(new Tensor("float32", new Float32Array(8), [2, 4])));
	const argv = ["fp16", path, folder.path("fed-fp16.onnx"), "--check"];
	expect((await runCli([...argv, "--input", `x=${zeros}`], nodeCatalogue)).exitCode).toBe(0);
	const shaped = await runCli([...argv, "--force", "--shape", "x=3,5"], nodeCatalogue);
	expect(shaped).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("INVALID_ARGUMENT") });
	const named = await runCli([...argv, "--force", "--input", "z=zeros"], nodeCatalogue);
	expect(named).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Unknown name `z` in `--input`") });
	const without = await runCli(["fp16", path, folder.path("no.onnx"), "--check"], none);
	expect(without.stderr).toContain("UNAVAILABLE: `--check` runs models by onnxruntime");
});

test("weights in other files come into the new one", async () => {
	const model = buildModel(NET);
	const w = { name: "w", elementType: 1, shape: [4, 4] };
	const external = { location: "w.bin", offset: 0, length: 64 };
	const weights = new Map([...model.graph.weights, ["w", { ...w, data: { kind: "external", external } }] as const]);
	const bytes = writeOnnx({ ...model, graph: { ...model.graph, weights } });
	await folder.write("w.bin", new Uint8Array(new Float32Array(16).fill(0.25).buffer));
	const path = await folder.write("external.onnx", bytes);
	await mkdir(folder.path("elsewhere"));
	const out = folder.path("elsewhere/fp16.onnx");
	const { json } = await runCli(["fp16", path, out, "--check", "--json"], nodeCatalogue);
	expect(json()).toMatchObject({ ok: true, bytes: { before: bytes.length + 64 } });
	const weight = readOnnx(new Uint8Array(await readFile(out))).graph.weights.get("w");
	expect(weight && weightTensor(weight).toNumbers()).toEqual(new Array(16).fill(0.25));
});

test("a model with nothing to rewrite says so", async () => {
	const nodes = [{ operator: "Cast", inputs: ["x"], outputs: ["y"], attributes: { to: attribute.int(7) } }];
	const [x, y] = [{ name: "x", dtype: "int32" } as const, { name: "y", dtype: "int64" } as const];
	const path = await folder.write("integers.onnx", onnxBytes({ opset: 17, inputs: [x], outputs: [y], nodes }));
	const { exitCode, stdout } = await runCli(["fp16", path, folder.path("integers-fp16.onnx")], none);
	expect([exitCode, stdout]).toEqual([0, expect.stringContaining("Nothing of it is float32 that could be float16.")]);
});

test("what is no ONNX file, broken, missing or too old fails, and writes nothing", async () => {
	const whole = onnxBytes(NET);
	const old = await folder.write("old.onnx", onnxBytes({ ...NET, opset: 6 }));
	const cut = await folder.write("cut.onnx", whole.subarray(0, whole.length - 9));
	const page = await folder.write("page.onnx", "<!DOCTYPE html><html></html>");
	const lite = new Uint8Array(64);
	lite.set([0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33]);
	const tflite = await folder.write("net.tflite", lite);
	const out = folder.path("never.onnx");
	for (const [path, code] of [
		[old, "UNSUPPORTED"],
		[cut, "INVALID_MODEL"],
		[page, "INVALID_MODEL"],
		[folder.path("nowhere.onnx"), "INVALID_ARGUMENT"],
		[`${tflite}`, "UNSUPPORTED"],
	] as const) {
		const { exitCode, json } = await runCli(["fp16", path, out, "--trusted", "--json"], none);
		expect([exitCode, (json() as { error: { code: string } }).error.code]).toEqual([1, code]);
		await expect(readFile(out)).rejects.toThrow("ENOENT");
	}
});

test("a place that cannot be written to fails and keeps what is there", async () => {
	const path = await folder.write("net-2.onnx", onnxBytes(NET));
	const lost = await runCli(["fp16", path, folder.path("no/such/folder.onnx")], none);
	expect(lost).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("INVALID_ARGUMENT: Cannot write") });
	await mkdir(folder.path("taken"));
	await writeFile(folder.path("taken/file"), "");
	const taken = await runCli(["fp16", path, folder.path("taken"), "--force"], none);
	expect(taken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("Cannot write") });
	expect(await readdir(folder.path("taken"))).toEqual(["file"]);
	expect((await readdir(folder.path("."))).filter((name) => name.includes(".tmp"))).toEqual([]);
});

test.skipIf(process.platform === "win32" || process.getuid?.() === 0)("a read-only folder stays empty", async () => {
	const path = await folder.write("net-3.onnx", onnxBytes(NET));
	await mkdir(folder.path("read-only"));
	await chmod(folder.path("read-only"), 0o555);
	const { exitCode, stderr } = await runCli(["fp16", path, folder.path("read-only/out.onnx")], none);
	expect([exitCode, stderr]).toEqual([1, expect.stringContaining("Cannot write")]);
});

test.each([
	[["--seeds", "2"], "`--seeds` goes with `--check`, which is missing."],
	[["--check", "--seeds", "0"], "Expected a whole number of 1 and above in `--seeds` but received `0`."],
	[["--check", "--tolerance", "much"], "Expected a number above 0 in `--tolerance` but received `much`."],
	[["--forse"], "Did you mean `--force`?"],
])("%j is a usage error", async (argv, sentence) => {
	const path = await folder.write("usage.onnx", onnxBytes(NET));
	const { exitCode, stderr } = await runCli(["fp16", path, folder.path("usage-fp16.onnx"), ...argv], none);
	expect([exitCode, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});
