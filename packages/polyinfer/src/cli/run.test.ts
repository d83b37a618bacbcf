import { readdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createFakeBackend, type Net } from "@polyinfer/conformance";
import { Tensor } from "@polyinfer/core";
import { beforeAll, expect, test } from "vitest";
import { readNpy } from "../npy/read-npy.ts";
import { writeNpy } from "../npy/write-npy.ts";
import { onnxBytes, temporaryFolder } from "../testing/model-file.ts";
import { catalogueOf, runCli } from "../testing/run-cli.ts";

const folder = temporaryFolder();
const fake = createFakeBackend();
const catalogue = catalogueOf(fake);
let model = "";
beforeAll(async () => {
	model = await folder.write("add.onnx", onnxBytes());
});

test("runs on .npy files and writes the outputs", async () => {
	const a = await folder.write("a.npy", writeNpy(new Tensor("float32", Float32Array.of(1, 2, 3), [1, 3])));
	const b = await folder.write("b.npy", writeNpy(new Tensor("float32", Float32Array.of(10, 20, 30), [3])));
	const out = folder.path("sum.npy");
	const argv = ["run", model, "--input", `a=${a}`, "--input", `b=${b}:1,3`, "--output", `sum=${out}`, "--json"];
	const result = await runCli(argv, catalogue);
	expect(result.exitCode).toBe(0);
	expect(result.json()).toMatchObject({
		ok: true,
		inputs: [
			{ name: "a", source: a, shape: [1, 3] },
			{ name: "b", source: b, shape: [1, 3] },
		],
		outputs: [{ name: "sum", dtype: "float32", shape: [1, 3], min: 11, max: 33, mean: 22, first: [11, 22, 33] }],
		runs: 1,
		written: { sum: out },
		report: { backend: "fake", attempts: [{ outcome: "ok" }] },
	});
	expect(readNpy(await readFile(out)).data).toEqual(Float32Array.of(11, 22, 33));
});

test("without inputs it runs on random numbers, says so, and times as many runs as asked", async () => {
	const { exitCode, stdout } = await runCli(
		["run", model, "--shape", "a=2,3", "--shape", "b=2,3", "--runs", "5"],
		catalogue,
	);
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/a +float32 \[2,3\] +random/);
	expect(stdout).toMatch(/sum +float32 \[2,3\] +[\d.]+ to [\d.]+, mean [\d.]+ +\[/);
	expect(stdout).toMatch(/Time +[\d.]+ (us|ms) median of 5 runs/);
	expect(stdout).toContain("fake runs on cpu");
});

test.each([
	[["--input", "c=random"], "Unknown name `c` in `--input`"],
	[["--output", "summ=x.npy"], "Did you mean `sum`?"],
	[["--input", "a=randm"], "Expected random, zeros or a .npy file"],
	[["--prefer", "fakes"], "Did you mean `fake`?"],
])("%j is a usage error", async (argv, sentence) => {
	const { exitCode, stderr } = await runCli(["run", model, ...argv], catalogue);
	expect([exitCode, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});

test("a feed of a wrong shape fails with 1 and says what was expected", async () => {
	const { exitCode, stderr } = await runCli(["run", model, "--input", "a=random:1,4"], catalogue);
	expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/Expected float32 \[N,3\] for input `a`.*\[1,4\]/)]);
});

test("exits with 3 and every reason where no backend can", async () => {
	const absent = createFakeBackend({ id: "absent", missing: { reason: "no library", advice: "type this" } });
	const other = createFakeBackend({ id: "other", formats: ["ncnn"] });
	const text = await runCli(["run", model], catalogueOf(absent, other));
	expect(text).toMatchObject({ exitCode: 3, stdout: "" });
	expect(text.stderr).toMatch(/absent.*no library -> type this\n.*other.*takes ncnn/);
	const { error } = (await runCli(["run", model, "--json"], catalogueOf(absent, other))).json() as { error: object };
	expect(error).toMatchObject({ attempts: [{ backend: "absent" }, { backend: "other" }] });
});

test("what an engine logs goes to stderr where POLYINFER_LOG asks, else nowhere", async () => {
	const loud = catalogueOf(createFakeBackend({ id: "loud", log: [["warning", "careful"]] }));
	expect((await runCli(["run", model], loud)).stderr).toBe("");
	const { stderr } = await runCli(["run", model], loud, { logLevel: "warning" });
	expect(stderr).toBe("polyinfer: loud: warning: careful\n");
	const wrong = await runCli(["run", model, "--json"], loud, { logLevel: "loud" });
	expect(wrong.json()).toMatchObject({ ok: false, error: { code: "INVALID_ARGUMENT" } });
});

test("an output that cannot be written fails and leaves nothing behind", async () => {
	const target = folder.path("no-such-folder/sum.npy");
	const { exitCode, stderr } = await runCli(["run", model, "--output", `sum=${target}`], catalogue);
	expect([exitCode, stderr]).toEqual([1, expect.stringContaining("Cannot write")]);
	expect((await readdir(dirname(model))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("every session is closed again, after failures too", () => {
	expect(fake.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	expect(fake.violations).toEqual([]);
});

test("`--prefer fastest` races the backends", async () => {
	const pair = catalogueOf(createFakeBackend({ id: "slow", runMs: 20 }), createFakeBackend({ id: "quick", runMs: 1 }));
	const shapes = ["--shape", "a=2,3", "--shape", "b=2,3"];
	const { exitCode, json } = await runCli(["run", model, ...shapes, "--prefer", "fastest", "--json"], pair);
	expect([exitCode, json()]).toEqual([
		0,
		expect.objectContaining({
			report: expect.objectContaining({ backend: "quick", race: [expect.anything(), expect.anything()] }),
		}),
	]);
});

test("`--verify` compares with a backend first, and what is wrong fails", async () => {
	const constant: Net = {
		name: "wrong",
		inputs: ["a", "b"].map((name) => ({ name, dtype: "float32", shape: [2, 3] })),
		outputs: [{ name: "sum", dtype: "float32", shape: [2, 3] }],
		nodes: [{ op: "relu", inputs: ["a"], output: "sum" }],
		constants: [],
	};
	const trio = catalogueOf(
		createFakeBackend({ id: "right" }),
		createFakeBackend({ id: "wrong", net: constant }),
		createFakeBackend({ id: "reference" }),
	);
	const argv = ["run", model, "--shape", "a=2,3", "--shape", "b=2,3", "--verify", "reference", "--prefer"];
	expect((await runCli([...argv, "right", "--json"], trio)).json()).toMatchObject({
		ok: true,
		report: { verification: { outputs: [{ name: "sum" }] } },
	});
	const { exitCode, stderr } = await runCli([...argv, "wrong"], trio);
	expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/numbers are wrong.*`sum`/s)]);
	const unknown = await runCli(["run", model, "--verify", "refrence"], trio);
	expect(unknown.stderr).toContain("Did you mean `reference`?");
});

test("`--isolate` asks for a process of its own", async () => {
	const apart = createFakeBackend({ id: "apart", facts: { binding: "runner" } });
	const { exitCode, stdout } = await runCli(["run", model, "--isolate"], catalogueOf(apart));
	expect([exitCode, stdout]).toEqual([0, expect.stringContaining("through runner")]);
	expect((await runCli(["run", model, "--isolate"], catalogue)).exitCode).toBe(3);
});
