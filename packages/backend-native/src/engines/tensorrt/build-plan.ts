import { access, constants, lstat } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import {
	abortedError,
	type BackendContext,
	checkBounds,
	checkOptions,
	InferenceError,
	type InputBounds,
	type LoadedModel,
	type OptionSchema,
	toInferenceError,
} from "@polyinfer/core";
import { engineError, unavailable } from "../../errors.ts";
import { findEngine } from "../../find-engine.ts";
import { loadNativeEngine } from "../../load-native-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { parseOptions } from "../../parse-options.ts";
import { workingCache } from "../../working-cache.ts";
import { tensorrtEngine } from "./engine.ts";
import type { TensorrtOptions } from "./options.ts";
import { convertToFloat16, needsFloat16 } from "./to-float16.ts";

/** What {@link buildPlan} builds by. */
export interface PlanRequest {
	readonly options?: TensorrtOptions;
	/** Sizes of inputs that are free in the model, bounded. */
	readonly inputs?: InputBounds;
	readonly signal?: AbortSignal;
	/** How far it is, 0 to 1, and what it does. */
	readonly onProgress?: (fraction: number, text: string) => void;
	/** What the library says. */
	readonly onLog?: BackendContext["log"];
}

const REQUEST: OptionSchema & Record<keyof PlanRequest, OptionSchema[string]> = {
	options: "record",
	inputs: "record",
	signal: "any",
	onProgress: "function",
	onLog: "function",
};

/**
 * Builds a plan ahead, into the new file `path`: RTX needs no GPU for that, other libraries need one. `createSession` opens
 * it with `trusted: true`, on the same release of TensorRT. Rejects with UNAVAILABLE where no library that builds is here,
 * UNSUPPORTED, INVALID_MODEL, INVALID_ARGUMENT (a path that is there already, bounds that do not fit), ABORTED.
 */
export async function buildPlan(model: LoadedModel, path: string, request: PlanRequest = {}): Promise<void> {
	checkRequest(model, request);
	const { inputs = {}, signal, onProgress = () => {}, onLog: log = () => {} } = request;
	await checkNewFile(path);
	if (signal?.aborted) throw abortedError(signal);
	const engine = tensorrtEngine as NativeEngine;
	const options = parseOptions<TensorrtOptions>(tensorrtEngine, { ...request.options });
	const files = await findEngine(engine, options);
	if (files.status === "missing") throw unavailable(engine.id, files.reason, files.advice, { stage: "find" });
	const context = { stage: () => {}, log, progress: onProgress } as unknown as BackendContext;
	const { loaded, probe } = await loadNativeEngine(engine, files, undefined, context, signal);
	const cache = workingCache(undefined);
	try {
		const library = { path: files.library, version: probe.version };
		const half = needsFloat16(options, model, probe.version)
			? await convertToFloat16({
					...{ model, options, inputs, library, tools: {}, cache, log, progress: onProgress },
					...(signal === undefined ? {} : { signal }),
				})
			: undefined;
		const session = await loaded.open({
			format: model.format,
			device: "none",
			files: half?.files.map((file) => ({ ...file, bytes: new Uint8Array(0) })) ?? model.files,
			options: { ...tensorrtEngine.engineOptions(options, inputs), ...half?.engineOptions },
			facts: {} as never,
			onProgress,
			onLog: (level, text) => log(level, engine.id, text),
			signal,
		});
		await session.save(path).finally(() => session.dispose());
	} catch (error) {
		throw engineError(engine.id, toInferenceError(error), "compile");
	} finally {
		await cache.dispose();
	}
}

function checkRequest(model: unknown, request: unknown): void {
	if (typeof request !== "object" || request === null)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected an object of options for buildPlan but received ${String(request)}.`,
		);
	checkOptions(request, REQUEST, "buildPlan");
	const { files, metadata } = (model ?? {}) as Partial<LoadedModel>;
	if (!Array.isArray(files))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a model as \`loadModel\` gives it but received ${model === undefined || model === null ? model : `a ${typeof model}`}.`,
		);
	const { inputs = {} } = request as PlanRequest;
	if (metadata) checkBounds(inputs, metadata.inputs);
}

/** A build takes minutes: what would fail after it fails before. */
async function checkNewFile(path: unknown): Promise<void> {
	const wrong = (message: string, cause?: unknown) => new InferenceError("INVALID_ARGUMENT", message, { cause });
	if (typeof path !== "string" || !isAbsolute(path))
		throw wrong(`Expected an absolute path but received ${JSON.stringify(path)}.`);
	if (await lstat(path).catch(() => undefined))
		throw wrong(`Expected the path of a new file but ${path} is there already.`);
	await access(dirname(path), constants.W_OK).catch((cause: Error) => {
		throw wrong(`${path} cannot be made: ${cause.message}.`, cause);
	});
}
