import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { abortedError, InferenceError, type ModelFile } from "@polyinfer/core";
import { sha256OfFile } from "../cache/sha256-of-file.ts";
import { findRunner } from "../find-runner.ts";
import { inSlices } from "../in-slices.ts";
import type { ModelProof } from "./proof-request.ts";
import { refusal } from "./read-answers.ts";
import { libraryKey, remember, stable } from "./remember.ts";
import { inModel } from "./runner-arguments.ts";
import { tryInRunner } from "./try-in-runner.ts";

const TIMEOUT_MS = 60_000;
const MEMORY_BYTES = 4 * 2 ** 30;
const MEMORY_BYTES_A_BYTE = 8;

/**
 * Opens a model in a process of its own, and where `run` asks for it runs it once on zeros. False: there is no
 * `polyinfer-runner` here (see `findRunner`), so nothing was proved.
 * Rejects with UNSUPPORTED, naming signal, exit code or time limit, where the engine crashes, hangs or ends the process;
 * with the engine's own error where it refuses the model; with UNAVAILABLE where its library does not load; with ABORTED.
 * A file that a process survived is not proved harmless: the process has all rights of its user.
 */
export async function proveModel(request: ModelProof): Promise<boolean> {
	const files = findRunner();
	if (files.status === "missing") return false;
	const { runner } = files;
	const content = request.cache && (await hashFiles(request));
	if (content === undefined) return prove(runner, request);
	const key = {
		proves: "model",
		...(await libraryKey(request)),
		files: content,
		format: request.format,
		device: request.device ?? "",
		options: stable(request.options),
		run: request.run ?? false,
	};
	return remember(request, key, () => prove(runner, request));
}

async function prove(runner: string, request: ModelProof): Promise<true> {
	const { engine, library, files, signal, timeoutMs = TIMEOUT_MS } = request;
	const memoryBytes = request.memoryBytes ?? MEMORY_BYTES + MEMORY_BYTES_A_BYTE * (await sizeOf(files));
	if (files.length === 0) throw new InferenceError("INVALID_ARGUMENT", "Expected one file or more but received none.");
	const { args, inputs } = inModel(request);
	const start = { runner, args: ["run", engine, library ?? "-", ...args], inputs, timeoutMs, memoryBytes, signal };
	const answers = await tryInRunner(start, "The process that tried the model", "UNSUPPORTED");
	const refused = refusal(answers);
	// A run's own error is no reason: zeros may be nothing that the model takes.
	if (refused && answers.step !== "done") throw refused;
	return true;
}

async function sizeOf(files: readonly ModelFile[]): Promise<number> {
	const sizes = files.map(async ({ path, bytes }) =>
		path === undefined
			? bytes.length
			: await stat(path).then(
					({ size }) => size,
					() => 0,
				),
	);
	return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** `undefined` where one cannot be read: the engine will say so. */
async function hashFiles(request: ModelProof): Promise<string | undefined> {
	try {
		return await hashOf(request);
	} catch (error) {
		if (error instanceof InferenceError) throw error;
		return undefined;
	}
}

async function hashOf({ files, signal }: ModelProof): Promise<string> {
	const hash = createHash("sha256");
	for (const { name, path, bytes } of files) {
		// Whether a file is read or handed over decides which code of the engine sees it.
		if (path !== undefined) {
			hash.update(`${JSON.stringify([name, await sha256OfFile(path, signal)])}\n`);
			continue;
		}
		hash.update(`${JSON.stringify([name, bytes.length])}\n`);
		await inSlices(bytes, (slice) => hash.update(slice), signal);
	}
	if (signal?.aborted) throw abortedError(signal);
	return hash.digest("hex");
}
