import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Gap, testBackend } from "@polyinfer/conformance";
import type { Availability, Backend } from "@polyinfer/core";
import { engineRuns, findRunner, hostCounters } from "@polyinfer/engine-host";
import { afterAll, beforeAll, describe, test } from "vitest";
import { onnxruntime } from "../backend.ts";
import { findEngine } from "../engines/onnxruntime/engine.ts";
import { findJavascript, findWeb } from "../fallback/find-javascript.ts";
import { keepResults } from "./keep-results.ts";

/** Function cases that ONNX Runtime's JavaScript libraries do not do. */
const gapsOf = (library: string): readonly Gap[] => [
	{
		reason: `${library} lacks bfloat16`,
		cases: ["bfloat16 passes bit for bit", "bfloat16 is cast from and to float32"],
	},
	{
		reason: `${library} cuts strings at a NUL`,
		cases: ["a string may hold NUL"],
	},
];

async function addonAvailability(): Promise<Availability> {
	const engine = await findEngine();
	return engine.status === "missing" ? engine : { status: "found", library: engine.library };
}

async function runnerAvailability(): Promise<Availability> {
	const runner = findRunner();
	return runner.status === "missing" ? runner : addonAvailability();
}

async function workerAvailability(): Promise<Availability> {
	if (findJavascript()) return { status: "found" };
	return { status: "missing", reason: "onnxruntime-node is not installed", advice: "npm install onnxruntime-node" };
}

async function wasmAvailability(): Promise<Availability> {
	if (findWeb()) return { status: "found" };
	return { status: "missing", reason: "onnxruntime-web is not installed", advice: "npm install onnxruntime-web" };
}

/** Registers the conformance cases for each way to reach the engine, as if it were a backend of its own. */
export async function testBindings(only: "fast" | "slow"): Promise<void> {
	let folder = "";
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
	});
	afterAll(() => rm(folder, { recursive: true }));
	const writeIt = async (name: string, bytes: Uint8Array): Promise<string> => {
		const path = join(folder, name);
		await writeFile(path, bytes);
		return path;
	};
	for (const [binding, availability] of [
		["addon", addonAvailability],
		["runner", runnerAvailability],
		["worker", workerAvailability],
		["wasm", wasmAvailability],
	] as const) {
		const isNative = binding === "addon" || binding === "runner";
		const backend: Backend = { ...onnxruntime, availability };
		const runner = { describe: (name: string, body: () => void) => describe(`${name}, ${binding}`, body), test };
		await testBackend(backend, {
			runner,
			only,
			formats: ["onnx"],
			request: binding === "wasm" ? { device: "wasm" } : { options: { binding } },
			writeFile: writeIt,
			onResults: (results) =>
				keepResults(
					`onnxruntime-${binding}-${only}`,
					results.map((result) => ({ ...result, backend: `onnxruntime, ${binding}` })),
				),
			// The allocators' arenas of the engine's and the host's threads fill up over the first thousand sessions.
			limits: { leakBytesPerSession: 40_000 },
			gaps: isNative ? [] : gapsOf(binding === "wasm" ? "onnxruntime-web" : "onnxruntime-node"),
			...(isNative && (await availability()).status === "found" ? { counters: hostCounters as never, engineRuns } : {}),
		});
	}
}
