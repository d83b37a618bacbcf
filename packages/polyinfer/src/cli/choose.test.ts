import { dirname, join } from "node:path";
import { createFakeBackend } from "@polyinfer/conformance";
import { beforeAll, expect, test } from "vitest";
import { onnxBytes, temporaryFolder } from "../testing/model-file.ts";
import { catalogueOf, runCli } from "../testing/run-cli.ts";

const folder = temporaryFolder();
const quick = createFakeBackend({ id: "quick", runMs: 2 });
const slow = createFakeBackend({ id: "slow", runMs: 40 });
const missing = createFakeBackend({ id: "missing", missing: { reason: "There is no library.", advice: "get it" } });
const catalogue = catalogueOf(slow, missing, quick);
let model = "";
beforeAll(async () => {
	model = await folder.write("add.onnx", onnxBytes());
});
const rest = ["--shape", "a=2,3", "--shape", "b=2,3", "--seconds", "0.1"];

interface Json {
	readonly chosen?: string;
	readonly rows: readonly {
		readonly entry: string;
		readonly p50Ms?: number;
		readonly over?: string;
		readonly code?: string;
	}[];
}

async function choose(argv: readonly string[], context = {}): Promise<Json & { exitCode: number }> {
	const { exitCode, json } = await runCli(["choose", model, ...rest, ...argv, "--json"], catalogue, context);
	return { exitCode, ...(json() as unknown as Json) };
}

test("measures every backend, and chooses the quickest", async () => {
	const { exitCode, chosen, rows } = await choose([]);
	expect([exitCode, chosen]).toEqual([0, "quick"]);
	expect(rows.map(({ entry, code }) => [entry, code])).toEqual([
		["slow", undefined],
		["missing", "UNAVAILABLE"],
		["quick", undefined],
	]);
	expect(rows[0]?.p50Ms).toBeGreaterThanOrEqual(39);
	expect(rows[2]?.p50Ms).toBeLessThan(rows[0]?.p50Ms as number);
});

test("what breaks a limit is not chosen, and where all do, the exit code is 3", async () => {
	expect(await choose(["--max-ms", "1"])).toMatchObject({
		exitCode: 3,
		rows: [{ over: "max-ms" }, { code: "UNAVAILABLE" }, { over: "max-ms" }],
	});
	const light = await choose(["--max-mb", "1"]);
	expect([light.exitCode, light.chosen, light.rows[0]?.over]).toEqual([3, undefined, "max-mb"]);
	expect(await choose(["--max-ms", "10000", "--max-mb", "100000"])).toMatchObject({ exitCode: 0, chosen: "quick" });
});

test("compares what `--prefer` names, with a device where it names one", async () => {
	const { chosen, rows } = await choose(["--prefer", "slow@cpu,missing"]);
	expect([chosen, rows.map(({ entry }) => entry)]).toEqual(["slow@cpu", ["slow@cpu", "missing"]]);
	expect(slow.calls.findLast(({ method }) => method === "createSession")).toMatchObject({ options: { device: "cpu" } });
});

test.each([
	[["choose", "nosuch.onnx"], 1, "INVALID_ARGUMENT", "no such file"],
	[["choose", "package.json"], 1, "INVALID_MODEL", "Expected a model"],
	[["choose", "add.onnx", ...rest, "--input", "a=zeros:2,4"], 1, "INVALID_ARGUMENT", "for input `a`"],
	[["choose", "add.onnx", "--input", "c=zeros"], 2, "USAGE", "`c`"],
])("what no backend would mend is told once: %j", async (argv, exitCode, code, words) => {
	await folder.write("package.json", new TextEncoder().encode("{}"));
	let calls = 0;
	const runApart = async (argv: readonly string[]) => {
		calls++;
		return { stdout: (await runCli(argv, catalogue)).stdout };
	};
	const [command, file, ...others] = argv as [string, string, ...string[]];
	const ended = await runCli([command, join(dirname(model), file), ...others, "--json"], catalogue, { runApart });
	const { error } = ended.json() as unknown as { error: { code: string; message: string } };
	expect([ended.exitCode, error.code, calls]).toEqual([exitCode, code, 1]);
	expect(error.message).toContain(words);
});

test("a backend that takes its process down is a line", async () => {
	const runApart = async (argv: readonly string[]) =>
		argv.includes("--prefer=slow")
			? { stdout: "", died: "its process ended with SIGSEGV" }
			: { stdout: (await runCli(argv, catalogue)).stdout };
	const { chosen, rows } = await choose([], { runApart });
	expect([chosen, rows[0]]).toEqual([
		"quick",
		{ entry: "slow", code: "ENGINE", reason: "its process ended with SIGSEGV" },
	]);
});

test("prints a table, what was not measured and why, and the line to write", async () => {
	const { stdout } = await runCli(["choose", model, ...rest], catalogue);
	expect(stdout).toMatch(
		/backend +opened in +first run +p50 +p95 +memory\n +slow .* MB\n +quick .* MB +take this one\n/,
	);
	expect(stdout).toMatch(/Not measured\n +missing +UNAVAILABLE +There is no library. -> get it\n/);
	expect(stdout).toContain('quick is the quickest within the limits: { prefer: "quick" }');
	const pinned = await runCli(["choose", model, ...rest, "--prefer", "quick@cpu"], catalogue);
	expect(pinned.stdout).toContain('{ prefer: {"backend":"quick","device":"cpu"} }');
});

test.each([
	[["--prefer", "slw"], "Unknown word `slw` in `--prefer`. Did you mean `slow`?"],
	[["--prefer", "cpu@0"], "Unknown backend `cpu` in `--prefer`."],
	[["--prefer", "slow@"], "Expected a device after `slow@` in `--prefer` but received none."],
	[["--max-ms", "quick"], "Expected a number above 0 in `--max-ms` but received `quick`."],
])("%j is a usage error", async (argv, sentence) => {
	const { exitCode, stderr } = await runCli(["choose", model, ...argv], catalogue);
	expect([exitCode, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});
