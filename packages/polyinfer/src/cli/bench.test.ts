import { createFakeBackend } from "@polyinfer/conformance";
import { beforeAll, expect, test } from "vitest";
import { onnxBytes, temporaryFolder } from "../testing/model-file.ts";
import { catalogueOf, runCli } from "../testing/run-cli.ts";
import type { CallersResult } from "./measure-callers.ts";

const folder = temporaryFolder();
const fake = createFakeBackend({ runMs: 2, capabilities: { maxConcurrency: 2 } });
const catalogue = catalogueOf(fake);
let model = "";
beforeAll(async () => {
	model = await folder.write("add.onnx", onnxBytes());
});
const shapes = ["--shape", "a=2,3", "--shape", "b=2,3", "--seconds", "0.05"];

test("measures 1, 2, 4 ... callers up to as many as asked for", async () => {
	const { exitCode, json } = await runCli(["bench", model, ...shapes, "--callers", "3", "--json"], catalogue);
	const result = json() as { levels: CallersResult[] };
	expect(exitCode).toBe(0);
	expect(result).toMatchObject({
		ok: true,
		model,
		seconds: 0.05,
		inputs: [
			{ name: "a", source: "random", dtype: "float32", shape: [2, 3] },
			{ name: "b", source: "random" },
		],
		report: { backend: "fake" },
	});
	expect(result.levels.map(({ callers }) => callers)).toEqual([1, 2, 3]);
	for (const level of result.levels) {
		expect(level.runs).toBeGreaterThanOrEqual(level.callers);
		expect(level.p95Ms).toBeGreaterThanOrEqual(level.p50Ms);
		for (const value of Object.values(level)) expect(value).toBeGreaterThan(0);
	}
});

test("the times are those of the runs, and what waits waits", async () => {
	const slow = catalogueOf(createFakeBackend({ runMs: 20 }));
	const { json } = await runCli(["bench", model, ...shapes, "--callers", "2", "--json"], slow);
	const [alone, both] = (json() as { levels: CallersResult[] }).levels;
	expect(alone?.p50Ms).toBeGreaterThanOrEqual(19);
	expect(both?.p95Ms).toBeGreaterThanOrEqual(38);
	expect(both?.runsPerSecond).toBeLessThanOrEqual(55);
});

test("prints a table with a line for each number of callers", async () => {
	const { exitCode, stdout } = await runCli(["bench", model, ...shapes, "--callers", "2"], catalogue);
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/callers +p50 +p95 +runs\/s +longest pause +CPU a run +memory/);
	expect(stdout).toMatch(/\n +1 +[\d.]+ (us|ms) +[\d.]+ (us|ms) +[\d.,]+ .*MB\n +2 /);
	expect(stdout).toMatch(/opened in [\d.]+ (us|ms), first run/);
	expect(stdout).toContain("fake runs on cpu");
});

test.each([
	[["--seconds", "0"], "Expected a number above 0 in `--seconds` but received `0`."],
	[["--callers", "none"], "Expected a whole number of 1 and above in `--callers` but received `none`."],
	[["--threads", "0"], "Expected a whole number of 1 and above in `--threads` but received `0`."],
	[["--input", "c=random"], "Unknown name `c` in `--input`"],
	[["--runs", "3"], "Unknown option `--runs` of `polyinfer bench`"],
])("%j is a usage error", async (argv, sentence) => {
	const { exitCode, stderr } = await runCli(["bench", model, ...argv], catalogue);
	expect([exitCode, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});

test("every session is closed again, after failures too", () => {
	expect(fake.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	expect(fake.violations).toEqual([]);
});
