import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CaseResult, testBackend } from "@polyinfer/conformance";
import type { Availability, Backend } from "@polyinfer/core";
import { findRunner, hostCounters } from "@polyinfer/engine-host";
import { openCache } from "@polyinfer/engine-host/cache";
import { afterAll, beforeAll, describe, test } from "vitest";
import { fakeTargets } from "../engines/tensorrt/testing/fake-targets.ts";
import { CONFORMANCE_TARGETS } from "./conformance-targets.ts";

/** Registers the conformance cases for each engine, in this process and in one of its own. */
export async function testEngines(only: "fast" | "slow"): Promise<void> {
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
	const cache = openCache();
	for (const target of [...CONFORMANCE_TARGETS, ...fakeTargets()])
		for (const binding of (only === "slow" && target.slowIn) || (["addon", "runner"] as const)) {
			const backend = binding === "addon" ? target.backend : inRunner(target.backend);
			const title = target.title ?? backend.id;
			const runner = {
				describe: (name: string, body: () => void) => describe(`${name.replace(backend.id, title)}, ${binding}`, body),
				test,
			};
			const isHere = (await backend.availability()).status === "found";
			await testBackend(backend, {
				runner,
				only,
				formats: target.formats,
				request: { cache },
				writeFile: writeIt,
				onResults: (results) => keepResults(`${title}-${binding}-${only}`, results, `${title}, ${binding}`),
				gaps: target.gaps,
				// In a process of its own each session loads the library anew.
				limits: {
					leakBytesPerSession: 40_000,
					...(binding === "runner" ? { fastCaseMs: 60_000 } : {}),
					...target.limits,
				},
				...(isHere ? { counters: () => ({ ...hostCounters(), ...target.counters?.() }) } : {}),
			});
		}
}

/** The backend with every session in a process of its own. */
function inRunner(backend: Backend): Backend {
	return {
		...backend,
		availability: async (): Promise<Availability> => {
			const runner = findRunner();
			return runner.status === "missing" ? runner : backend.availability();
		},
		createSession: (model, options, context) =>
			backend.createSession(model, { ...options, isolate: "process" }, context),
	};
}

/** Writes results for the support table into the folder that `POLYINFER_RESULTS` names; nothing where it names none. */
async function keepResults(name: string, results: readonly CaseResult[], column: string): Promise<void> {
	const folder = process.env.POLYINFER_RESULTS;
	if (!folder) return;
	await mkdir(folder, { recursive: true });
	const named = results.map((result) => ({ ...result, backend: column }));
	await writeFile(join(folder, `${name}.json`), JSON.stringify(named));
}
