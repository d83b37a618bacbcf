// `npm run fuzz -- [target] [--seconds n] [--seed n]`: reads changed files until the time is over, and keeps those that
// a reader does not withstand in .cache/fuzz/. `npm run fuzz -- engine <id> <model> [--seconds n] [--seed n] [-- settings]`
// gives changed copies of a model to an engine, each in a process. Bundled and started by scripts/run/fuzz.mjs; what
// `kernels` does is in scripts/run/fuzz-kernels.mjs.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { fuzzEngine } from "./fuzz/fuzz-engine.ts";
import { type Crasher, type FuzzResult, fuzzLoop } from "./fuzz/fuzz-loop.ts";
import type { FuzzTarget } from "./fuzz/fuzz-target.ts";
import { npy } from "./fuzz/targets/npy.ts";
import { onnx } from "./fuzz/targets/onnx.ts";

const targets: Readonly<Record<string, FuzzTarget>> = { npy, onnx };

/** Longer than any single file may take, even on a machine that is busy. */
const HANG_MS = 20_000;
/** Where the thread leaves the file that it reads, behind its length and a counter. */
const SHARED_BYTES = 1024 * 1024;
const CRASHERS = join(process.cwd(), ".cache/fuzz");

interface Task {
	readonly name: string;
	readonly seconds: number;
	readonly seed: number;
	readonly shared: SharedArrayBuffer;
}

function work({ name, seconds, seed, shared }: Task): void {
	const state = new Int32Array(shared, 0, 2);
	const file = new Uint8Array(shared, 8);
	const result = fuzzLoop(targets[name] as FuzzTarget, { seconds, seed }, (bytes) => {
		file.set(bytes.subarray(0, file.length));
		Atomics.store(state, 1, bytes.length);
		Atomics.add(state, 0, 1);
	});
	parentPort?.postMessage(result);
}

/** Fuzzes in a thread of its own: one that hangs or runs out of memory is ended, and its file is the crasher. */
function fuzz(task: Omit<Task, "shared">): Promise<FuzzResult> {
	const shared = new SharedArrayBuffer(SHARED_BYTES);
	const state = new Int32Array(shared, 0, 2);
	const resourceLimits = { maxOldGenerationSizeMb: 512 };
	const worker = new Worker(new URL(import.meta.url), { workerData: { ...task, shared }, resourceLimits });
	return new Promise((resolve) => {
		let seen = -1;
		const lost = (reason: string): void => {
			const bytes = new Uint8Array(shared, 8, Atomics.load(state, 1)).slice();
			resolve({
				runs: Atomics.load(state, 0),
				words: 0,
				slowestMs: 0,
				mostMemoryBytes: 0,
				crashers: [{ bytes, reason }],
			});
		};
		const watch = setInterval(() => {
			const runs = Atomics.load(state, 0);
			if (runs === seen) {
				lost(`Reading did not end within ${HANG_MS} ms.`);
				void worker.terminate();
			}
			seen = runs;
		}, HANG_MS);
		worker.on("message", resolve);
		worker.on("error", (error) => lost(String(error)));
		worker.on("exit", () => clearInterval(watch));
	});
}

function save(name: string, { bytes, reason }: Crasher): string {
	mkdirSync(CRASHERS, { recursive: true });
	const path = join(CRASHERS, `${name}-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`);
	writeFileSync(path, bytes);
	writeFileSync(`${path}.txt`, `${reason}\n`);
	return path;
}

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		options: { seconds: { type: "string", default: "60" }, seed: { type: "string" }, library: { type: "string" } },
		allowPositionals: true,
	});
	const [seconds, seed] = [Number(values.seconds), Number(values.seed ?? Date.now() % 2 ** 31)];
	if (positionals[0] === "engine" && positionals.length > 2 && seconds > 0 && Number.isInteger(seed)) {
		const [, engine = "", model = "", ...settings] = positionals;
		return fuzzEngine({ engine, library: values.library, model, seconds, seed, folder: CRASHERS, settings });
	}
	const names = positionals.length > 0 ? positionals : Object.keys(targets);
	const unknown = names.find((name) => !Object.hasOwn(targets, name));
	if (unknown !== undefined || !(seconds > 0) || !Number.isInteger(seed)) {
		const readers = Object.keys(targets).join(" | ");
		console.error(
			`usage: npm run fuzz -- [${readers} | kernels | engine <id> <model> [--library path]] [--seconds n] [--seed n] [-- settings]`,
		);
		return 2;
	}
	let failed = 0;
	for (const name of names) {
		const { runs, words, slowestMs, mostMemoryBytes, crashers } = await fuzz({ name, seconds, seed });
		const most = (mostMemoryBytes / 2 ** 20).toFixed(1);
		console.log(
			`${name}: ${runs} files, ${words} different ends, slowest ${slowestMs.toFixed(1)} ms, most memory ${most} MiB, seed ${seed}, ${crashers.length} crashers`,
		);
		for (const crasher of crashers) console.log(`  ${save(name, crasher)}: ${crasher.reason.split("\n")[0]}`);
		failed += crashers.length;
	}
	return failed > 0 ? 1 : 0;
}

if (isMainThread) process.exitCode = await main();
else work(workerData as Task);
