import { chmod, rm, unlink } from "node:fs/promises";
import { type Fault, isolated, worker } from "./fault.ts";
import { FILL } from "./nets.ts";
import type { Stand } from "./stand.ts";

/** Puts a script in the runner's place. */
async function replaceRunner(stand: Stand, script: string): Promise<{ options: typeof isolated }> {
	await rm(stand.runner);
	await stand.write("node_modules/@polyinfer/engine-host/build/native/polyinfer-runner", script, 0o755);
	return { options: isolated };
}

const DYING_WORKER = `import { parentPort } from "node:worker_threads";
const value = (name) => ({ name, isTensor: true, type: "float32", shape: [1, 3] });
const values = { inputs: [value("a"), value("b")], outputs: [value("sum")] };
parentPort.on("message", ({ id, request }) => {
	if (request.op === "run") process.exit(5);
	parentPort.postMessage({ id, answer: request.op === "open" ? values : null });
});`;

/** What may be wrong with processes and workers that an engine runs in. */
export const PROCESS_FAULTS: readonly Fault[] = [
	{
		what: "the runner is missing",
		async inject(stand) {
			await rm(stand.runner);
			return { options: isolated };
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "in a checkout: npm run build; else reinstall @polyinfer/engine-host",
	},
	{
		what: "the runner is not executable",
		async inject(stand) {
			await chmod(stand.runner, 0o644);
			return { options: isolated };
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Make the runner executable: chmod +x polyinfer-runner",
	},
	{
		what: "the runner is no program",
		inject: (stand) => replaceRunner(stand, "no program"),
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Reinstall @polyinfer/engine-host: its polyinfer-runner is no program for this machine.",
	},
	{
		what: "the runner does not know how to serve",
		inject: (stand) => replaceRunner(stand, "#!/bin/sh\nexit 2\n"),
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Reinstall @polyinfer/engine-host: its polyinfer-runner is of another version.",
	},
	{
		what: "the runner lacks a library",
		inject: (stand) => replaceRunner(stand, "#!/bin/sh\nexit 127\n"),
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Reinstall @polyinfer/engine-host: what its polyinfer-runner needs is not there.",
	},
	{
		what: "the runner is killed while it loads",
		inject: (stand) => replaceRunner(stand, "#!/bin/sh\nkill -9 $$\n"),
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Look into the system's log for who ended it: without memory, the kernel does. Give it more, or leave `isolate` out.",
	},
	{
		what: "the library crashes when it is loaded",
		needs: "compiler",
		async inject(stand) {
			const code = "#include <signal.h>\n__attribute__((constructor)) static void crash(void) { raise(SIGSEGV); }";
			const library = await stand.compile("crash.so", code);
			return { options: { ...isolated, prefer: { backend: "onnxruntime", options: { library } } } };
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Replace …/crash.so, which ends the process that loads it.",
	},
	{
		what: "the runner hangs",
		inject: (stand) => replaceRunner(stand, "#!/bin/sh\nexec sleep 1000\n"),
		code: "TIMEOUT",
		stage: "load",
		fix: "Run `polyinfer-runner` in a terminal to see what holds it up, or leave `isolate` out.",
	},
	{
		what: "the runner is killed during a run",
		act: "kill the runner",
		inject: async (stand) => ({ options: isolated, model: await stand.write("fill.onnx", FILL) }),
		code: "DEVICE_LOST",
		stage: "run",
		fix: "Run again. Who ended it stands in the system's log: without memory, the kernel does.",
	},
	{
		what: "the engine crashes during a run",
		act: "crash the runner",
		inject: async (stand) => ({ options: isolated, model: await stand.write("fill.onnx", FILL) }),
		code: "DEVICE_LOST",
		stage: "run",
		fix: "Run again. Where it crashes each time, name another engine in `prefer`, and report it to this one.",
	},
	{
		what: "there is no memory for a run",
		act: "fill all memory",
		inject: async (stand) => ({ model: await stand.write("fill.onnx", FILL) }),
		code: "OUT_OF_MEMORY",
		stage: "run",
		fix: "Dispose tensors and sessions that are done, run fewer at once (`maxConcurrency`), or feed smaller batches.",
	},
	{
		what: "a worker's code is missing",
		async inject(stand) {
			await unlink(stand.path("fallback-worker.js"));
			return { options: worker };
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "npm install onnxruntime-node --ignore-scripts",
	},
	{
		what: "a worker dies during a run",
		async inject(stand) {
			await stand.write("fallback-worker.js", DYING_WORKER);
			return { options: worker };
		},
		code: "ENGINE",
		stage: "run",
		fix: "Open the session again; where the worker ends each time, use the addon: npx polyinfer doctor says what it lacks.",
	},
];
