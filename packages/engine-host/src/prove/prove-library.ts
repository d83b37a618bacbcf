import { InferenceError } from "@polyinfer/core";
import { findRunner } from "../find-runner.ts";
import type { LibraryProof } from "./proof-request.ts";
import { refusal, stageOf } from "./read-answers.ts";
import { libraryKey, remember } from "./remember.ts";
import { inLoadOptions } from "./runner-arguments.ts";
import { tryInRunner } from "./try-in-runner.ts";

const TIMEOUT_MS = 30_000;
const MEMORY_BYTES = 4 * 2 ** 30;

/**
 * Loads an engine library, and through it a vendor's library, in a process of its own, and gives what it tells of
 * itself. `undefined`: there is no `polyinfer-runner` here (see `findRunner`), so nothing was proved.
 * Rejects with UNAVAILABLE, naming signal, exit code or time limit, where it crashes, hangs, ends the process or does
 * not load; with INVALID_ARGUMENT for an unknown load option; with ABORTED.
 */
export async function proveLibrary(request: LibraryProof): Promise<Record<string, unknown> | undefined> {
	const files = findRunner();
	if (files.status === "missing") return undefined;
	return remember(request, { proves: "library", ...(await libraryKey(request)) }, () => prove(files.runner, request));
}

async function prove(runner: string, request: LibraryProof): Promise<Record<string, unknown>> {
	const { engine, library, signal, timeoutMs = TIMEOUT_MS, memoryBytes = MEMORY_BYTES } = request;
	const what = `The process that tried ${library ?? engine}`;
	const args = ["probe", engine, library ?? "-", ...inLoadOptions(request.loadOptions)];
	const answers = await tryInRunner({ runner, args, timeoutMs, memoryBytes, signal }, what, "UNAVAILABLE");
	const refused = refusal(answers);
	if (refused?.code === "INVALID_ARGUMENT") throw refused;
	if (refused)
		throw new InferenceError("UNAVAILABLE", refused.message, {
			stage: stageOf(answers),
			...(refused.engineCode === undefined ? {} : { engineCode: refused.engineCode }),
		});
	const [probe] = answers.results;
	if (probe === undefined)
		throw new InferenceError("UNAVAILABLE", `${what} told nothing of itself.`, { stage: "probe" });
	return probe;
}
