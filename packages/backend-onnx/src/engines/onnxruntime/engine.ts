import { statSync } from "node:fs";
import { dirname } from "node:path";
import { isMainThread } from "node:worker_threads";
import {
	type Availability,
	type BackendContext,
	type BackendSession,
	type InferenceError,
	type LoadedModel,
	type Stage,
	toInferenceError,
} from "@polyinfer/core";
import { type Engine, engineLibraryPath, findAddon, loadEngine, requireFrom } from "@polyinfer/engine-host";
import { engineError, ID, unavailable } from "../../errors.ts";
import { factsOf } from "../../facts.ts";
import type { OnnxRuntimeOptions } from "../../options.ts";
import { switchTelemetryOff } from "../../telemetry.ts";
import { declareOutputs } from "./declare-outputs.ts";
import { engineOptions } from "./engine-options.ts";
import { findLibrary } from "./library.ts";

/** What the addon opens a model with. */
export interface OpenRequest {
	readonly options: OnnxRuntimeOptions;
	readonly threads: number;
	readonly maxConcurrency?: number;
	readonly signal?: AbortSignal;
}

/** The three files that the addon's way needs. */
type EngineFiles =
	| { readonly status: "found"; readonly engine: string; readonly library: string; readonly version?: string }
	| Extract<Availability, { status: "missing" }>;

/** Whether the addon, the engine library and ONNX Runtime's library are there. Loads nothing. */
export async function findEngine(library?: string): Promise<EngineFiles> {
	const addon = findAddon();
	if (addon.status === "missing") return addon;
	const engine = enginePath();
	if (engine === undefined || !statSync(engine, { throwIfNoEntry: false })?.isFile())
		return {
			status: "missing",
			reason: `The engine library of ONNX Runtime is not built for ${process.platform}-${process.arch}.`,
			advice: `Reinstall @polyinfer/engine-host-${process.platform}-${process.arch}, which holds the engine libraries; in a checkout: npm run build`,
		};
	const found = await findLibrary(library === undefined ? {} : { library });
	if (found.status === "missing") return found;
	const { path, version } = found;
	return { status: "found", engine, library: path, ...(version === undefined ? {} : { version }) };
}

/**
 * Opens a model through the addon. Rejects with UNAVAILABLE (stage find or load) where a part is missing or does not load,
 * UNSUPPORTED for what ONNX Runtime refuses, INVALID_ARGUMENT for options, OUT_OF_MEMORY, ABORTED, ENGINE.
 */
export async function openOnAddon(
	model: LoadedModel,
	request: OpenRequest,
	context: BackendContext,
): Promise<BackendSession> {
	const { options, threads, maxConcurrency, signal } = request;
	const onLog = (level: Parameters<BackendContext["log"]>[0], text: string): void => context.log(level, ID, text);
	const isolate = options.binding === "runner" ? "process" : undefined;
	context.stage("find");
	const files = await findEngine(options.library);
	if (files.status === "missing") throw unavailable(files.reason, files.advice, { stage: "find" });
	context.stage("load");
	const { engine, version } = await load(files.engine, files.library, isolate).catch((error: unknown) => {
		throw atStage("load", toInferenceError(error, "UNAVAILABLE"), files.library);
	});
	context.stage("compile");
	const session = await engine
		.open({
			format: model.format,
			device: "cpu",
			threads,
			maxRuns: maxConcurrency,
			files: model.files,
			options: engineOptions(options),
			signal,
			onLog,
			onProgress: (fraction, text) => context.progress(fraction, text),
			facts: factsOf(model, options, {
				binding: isolate ? "runner" : "addon",
				library: { path: files.library, version },
				threads,
				notes: [],
			}),
		})
		.catch((error: unknown) => {
			throw engineError(toInferenceError(error), "compile");
		});
	return declareOutputs(session, model.metadata?.outputs);
}

async function load(
	engine: string,
	library: string,
	isolate: "process" | undefined,
): Promise<{ engine: Engine; version: string }> {
	if (isMainThread) switchTelemetryOff();
	const loaded = await loadEngine({ engine, library, isolate });
	const { version } = await loaded.probe();
	return { engine: loaded, version: String(version) };
}

function atStage(stage: Stage, error: InferenceError, library: string): InferenceError {
	if (error.code !== "UNAVAILABLE") return engineError(error, stage);
	const advice = error.message.includes("or newer but")
		? "Name ONNX Runtime 1.23 or newer, or name none: npm install onnxruntime-node --ignore-scripts"
		: `Check that ${library} is ONNX Runtime 1.23 or newer for this platform.`;
	return unavailable(error.message, error.advice ?? advice, { stage, cause: error });
}

function enginePath(): string | undefined {
	return engineLibraryPath(packageFolder(), "onnxruntime");
}

/** The same from `src` and from `dist`; `undefined` where a bundler has moved the code elsewhere. */
function packageFolder(): string | undefined {
	try {
		return dirname(requireFrom(import.meta.url).resolve("@polyinfer/backend-onnx/package.json"));
	} catch {
		return undefined;
	}
}
