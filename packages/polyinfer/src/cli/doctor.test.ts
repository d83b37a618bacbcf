import { createFakeBackend, type Net } from "@polyinfer/conformance";
import { InferenceError } from "@polyinfer/core";
import { expect, test } from "vitest";
import { catalogueOf, runCli } from "../testing/run-cli.ts";
import type { BackendState } from "./backend-state.ts";

const ofFive = [1, 4];
const wrongNet: Net = {
	name: "wrong",
	inputs: [{ name: "x", dtype: "float32", shape: ofFive }],
	outputs: [{ name: "y", dtype: "float32", shape: ofFive }],
	nodes: [{ op: "relu", inputs: ["x"], output: "y" }],
	constants: [],
};

const runs = createFakeBackend({ id: "well" });
const backends = [
	runs,
	createFakeBackend({ id: "absent", missing: { reason: "no library", advice: "type this" } }),
	createFakeBackend({
		id: "stuck",
		fail: { stage: "load", code: "UNAVAILABLE", message: "wrong ELF class", advice: "x64" },
	}),
	createFakeBackend({ id: "refuses", fail: { stage: "compile", code: "UNSUPPORTED", message: "no Add" } }),
	createFakeBackend({ id: "breaks", fail: { stage: "run", code: "ENGINE", message: "oh" } }),
	createFakeBackend({ id: "wrong", net: wrongNet }),
	createFakeBackend({ id: "other", formats: ["ncnn"] }),
];
const unpublished = {
	id: "unpublished",
	install: "npm install it",
	load: () =>
		Promise.reject(new InferenceError("UNAVAILABLE", "not installed", { stage: "find", advice: "npm install it" })),
};
const catalogue = { ...catalogueOf(...backends) };
const withUnpublished = { ...catalogue, backends: [...catalogue.backends, unpublished] };

async function statesOf(argv: readonly string[] = ["doctor", "--json"]): Promise<readonly BackendState[]> {
	return (await runCli(argv, withUnpublished)).json().backends as BackendState[];
}

test("each backend gets the word for how far it got, with reason and what to type", async () => {
	const states = Object.fromEntries((await statesOf()).map((state) => [state.id, state]));
	expect(states).toMatchObject({
		well: { state: "runs", device: "cpu", ms: expect.any(Number) },
		absent: { state: "missing", reason: "no library", advice: "type this" },
		stuck: { state: "found", stage: "load", code: "UNAVAILABLE", reason: "wrong ELF class", advice: "x64" },
		refuses: { state: "loads", stage: "compile", code: "UNSUPPORTED", reason: "no Add" },
		breaks: { state: "loads", stage: "run", code: "ENGINE", reason: "oh" },
		wrong: { state: "loads", stage: "verify", reason: "the smoke model gave [1,0,3.5,0], not [2,-4,7,0]" },
		other: { state: "found", reason: "other takes ncnn but received onnx, tflite." },
		unpublished: { state: "missing", reason: "not installed", advice: "npm install it" },
	});
});

test("every session is closed again", async () => {
	await statesOf();
	expect(runs.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	expect(runs.violations).toEqual([]);
});

test("exits with 0 where one runs and with 3 where none does", async () => {
	expect(await runCli(["doctor"], withUnpublished)).toMatchObject({ exitCode: 0, stderr: "" });
	const none = await runCli(["doctor", "--json"], catalogueOf(...backends.slice(1)));
	expect(none.exitCode).toBe(3);
	expect(none.json()).toMatchObject({ ok: false, backends: expect.any(Array) });
});

test("the text names the machine and never says available", async () => {
	const { stdout } = await runCli(["doctor"], withUnpublished);
	expect(stdout).toMatch(/node +\d+\.\d+\.\d+/);
	expect(stdout).toMatch(/processor .*usable core/);
	expect(stdout).toMatch(/NVIDIA GPUs +(none|.+ \(driver .+\))\n/);
	expect(stdout).toMatch(/well +runs +fake on cpu|well +runs +on cpu|well +runs/);
	expect(stdout).toMatch(/absent +missing +no library\n +-> type this/);
	expect(stdout).not.toMatch(/available/i);
});

test("the machine's facts are numbers and names", async () => {
	const { machine } = (await runCli(["doctor", "--json"], withUnpublished)).json();
	expect(machine).toMatchObject({
		node: process.versions.node,
		platform: `${process.platform}-${process.arch}`,
		cores: expect.any(Number),
		memoryBytes: expect.any(Number),
	});
});

test("it says what runs ops: the first one, and why it is not the addon where it is not", async () => {
	const { ops } = (await runCli(["doctor", "--json"], withUnpublished)).json() as { ops: Record<string, unknown> };
	const { stdout } = await runCli(["doctor"], withUnpublished);
	expect(ops).toMatchObject({ implementations: expect.arrayContaining(["wasm", "reference"]), withoutWasm: null });
	const [first] = ops.implementations as string[];
	expect(stdout).toMatch(
		new RegExp(`ops run by +${first}${ops.withoutNative === null ? "," : ": there is no ops.node"}`),
	);
});

test("a process of its own is asked about those that are not missing, and only those", async () => {
	const asked: string[] = [];
	const { exitCode } = await runCli(["doctor"], withUnpublished, {
		probe: (id) => {
			asked.push(id);
			return Promise.resolve({ id, state: "found", reason: "its process ended with SIGSEGV" });
		},
	});
	expect(exitCode).toBe(3);
	expect(asked).toEqual(["well", "stuck", "refuses", "breaks", "wrong", "other"]);
});

test("that process sends the state of the one backend it is asked about", async () => {
	const sent: BackendState[] = [];
	await runCli(["doctor", "--probe", "well"], withUnpublished, { send: (state) => sent.push(state) });
	expect(sent).toMatchObject([{ id: "well", state: "runs" }]);
	const { exitCode } = await runCli(["doctor", "--probe", "stuck"], withUnpublished, { send: () => undefined });
	expect(exitCode, "telling what does not run is no failure of its own").toBe(0);
});

test("what crashes in a process of its own is not loaded into this one, and the others are told to run there", async () => {
	const facts = { binding: "runner" as const };
	const crashes = createFakeBackend({
		id: "crashes",
		found: { isolates: true },
		fail: { stage: "load", code: "ENGINE", message: "The engine's process was ended by signal 11" },
	});
	const both = createFakeBackend({ id: "both", found: { isolates: true }, facts });
	const alone = createFakeBackend({ id: "alone", found: { isolates: true } });
	const { stdout } = await runCli(["doctor", "--json"], catalogueOf(crashes, both, alone));
	const opened = (backend: typeof both): unknown[] =>
		backend.calls.flatMap((call) => (call.method === "createSession" ? [call.options.isolate] : []));
	expect(opened(crashes)).toEqual(["process"]);
	expect(opened(both)).toEqual(["process", undefined]);
	expect(JSON.parse(stdout).backends).toMatchObject([
		{ id: "crashes", state: "found", reason: "The engine's process was ended by signal 11" },
		{ id: "both", state: "runs", notes: ["in a process of its own, too"] },
		{ id: "alone", state: "runs", notes: [expect.stringContaining("in no process of its own: `isolate` is set")] },
	]);
});
