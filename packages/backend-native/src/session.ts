import {
	type Availability,
	abortedError,
	type BackendContext,
	type BackendSession,
	type BackendSessionOptions,
	type InferenceError,
	type LoadedModel,
	type ModelFile,
	type ModelFormat,
	toInferenceError,
} from "@polyinfer/core";
import { defaultThreads, findRunner, type HostSession, proveModel } from "@polyinfer/engine-host";
import { adaptSession } from "./adapt-session.ts";
import { checkConversion } from "./check-conversion.ts";
import { compiledKey } from "./compiled/compiled-key.ts";
import { openCompiled } from "./compiled/open-compiled.ts";
import { engineError, unavailable } from "./errors.ts";
import { factsOf } from "./facts.ts";
import { findEngine } from "./find-engine.ts";
import { keepTimings } from "./keep-timings.ts";
import { addLine } from "./library/find-native-library.ts";
import { checkDevice, checkDevices, loadNativeEngine, type Probe } from "./load-native-engine.ts";
import type { Conversion, NativeEngine } from "./native-engine.ts";
import type { NativeOptions } from "./options.ts";
import { parseOptions } from "./parse-options.ts";
import { workingCache } from "./working-cache.ts";

/** What of the backend is on this machine. Loads nothing, never rejects. */
export async function whatIsHere(engine: NativeEngine): Promise<Availability> {
	try {
		const found = await findEngine(engine);
		if (found.status === "missing") return found;
		const { library, version } = found;
		const isolates = findRunner().status === "found";
		const proves = isolates ? engine.untrusted : undefined;
		return {
			status: "found",
			library,
			isolates,
			...(version === undefined ? {} : { version }),
			...(proves === undefined ? {} : { proves }),
		};
	} catch (error) {
		return { status: "missing", reason: toInferenceError(error).message, advice: addLine(engine) };
	}
}

/**
 * Opens a model on a native engine: finds and loads the vendor's library, converts where the engine does not read the
 * format, opens, and shows names, order and dtypes of the model.
 */
export async function openSession(
	engine: NativeEngine,
	model: LoadedModel,
	request: BackendSessionOptions,
	context: BackendContext,
): Promise<BackendSession> {
	const { id } = engine;
	const { signal, isolate, device = engine.defaultDevice, inputs } = request;
	const options = parseOptions<NativeOptions>(engine, request.options);
	if (signal?.aborted) throw abortedError(signal);
	checkDevice(engine, device);
	engine.checkModel?.(model);
	context.stage("find");
	const files = await findEngine(engine, options);
	if (files.status === "missing") throw unavailable(id, files.reason, files.advice, { stage: "find" });
	const { loaded: plain, probe } = await loadNativeEngine(engine, files, isolate, context, signal);
	checkDevices(engine, probe);
	const loaded = keepTimings(engine, plain, { probe, device, model, cache: context.cache });
	const library = { path: files.library, version: probe.version };
	const cache = workingCache(context.cache);
	try {
		const conversion = await convert(
			engine,
			{ ...request, options, model, library, tools: files.tools, cache },
			context,
		);
		const threads = request.threads || engine.defaultThreads || defaultThreads();
		const engineOptions = { ...engine.engineOptions(options, inputs), ...conversion?.engineOptions };
		const facts = factsOf(engine, options, {
			device,
			threads,
			isolated: isolate !== undefined,
			library,
			format: conversion?.format ?? model.format,
			conversions: conversion?.conversions ?? [],
			notes: conversion?.notes ?? [],
			engineOptions,
		});
		context.stage("compile");
		const toOpen = {
			format: facts.format,
			device,
			files: conversion ? conversion.files.map(asModelFile) : model.files,
			options: engineOptions,
		};
		if (mustProve(engine, request, facts.format, conversion)) {
			const { engine: path, library } = files;
			const loadOptions = engine.loadOptions?.(files.tools);
			await proveModel({ ...toOpen, engine: path, library, loadOptions, run: true, signal, cache }).catch((error) => {
				throw engineError(id, toInferenceError(error), "compile");
			});
		}
		const maxRuns = request.maxConcurrency;
		const keeps = options.cache !== false && isolate === undefined && engine.keepsCompiled?.(options) !== true;
		const {
			session,
			compiled,
			notes: told,
		} = await openCompiled({
			cache: keeps && loaded.saves ? context.cache : undefined,
			key: () => compiledKey({ ...toOpen, engine: loaded, probe, model, conversion, inputs, threads, maxRuns, signal }),
			signal,
			toOpen,
			withModel: engine.readsModelAgain === true,
			open: (what) =>
				loaded.open({
					...what,
					threads,
					maxRuns,
					signal,
					onLog: (level, text) => context.log(level, id, text),
					onProgress: (fraction, text) => context.progress(fraction, text),
					facts,
					capabilities: engine.capabilities,
				}),
		}).catch((error: unknown) => {
			throw openFailure(engine, toInferenceError(error), probe);
		});
		try {
			const own = conversion ?? model.metadata;
			const adapted = adaptSession(session, {
				backend: id,
				inputs: own?.inputs,
				outputs: own?.outputs,
				map: conversion?.map,
				narrows: engine.narrows,
				facts: {
					...facts,
					...(compiled ? { compiled } : {}),
					notes: [...facts.notes, ...notesOf(engine, session), ...told],
				},
			});
			if (conversion === undefined) return adapted;
			const tolerance = engine.tolerance?.(options);
			const { checks, notes } = await checkConversion({
				backend: id,
				session: adapted,
				conversion,
				context,
				cache,
				inputs,
				tolerance,
				signal,
			});
			const { facts: adaptedFacts } = adapted;
			return {
				...adapted,
				facts: {
					...adaptedFacts,
					checks: [...adaptedFacts.checks, ...checks],
					notes: [...adaptedFacts.notes, ...notes],
				},
			};
		} catch (error) {
			await session.dispose();
			throw error;
		}
	} finally {
		await cache.dispose();
	}
}

/** What the engine tells of the session; one in a process of its own tells nothing. */
function notesOf(engine: NativeEngine, session: HostSession): readonly string[] {
	try {
		return engine.describe?.(session.describe("report")).notes ?? [];
	} catch {
		return [];
	}
}

/** A file that nobody looked into, or that a converter made, is tried elsewhere first where a broken one could crash this process. */
function mustProve(
	{ untrusted = [] }: NativeEngine,
	{ isolate, trusted }: BackendSessionOptions,
	format: ModelFormat,
	conversion: Conversion | undefined,
): boolean {
	return isolate === undefined && untrusted.includes(format) && (!trusted || conversion !== undefined);
}

/** What the engine has against the model; where a part of the engine is missing, with what to do. */
function openFailure(engine: NativeEngine, error: InferenceError, { devices }: Probe): InferenceError {
	const { id } = engine;
	const failure = engineError(id, error, "compile");
	if (failure.code !== "UNAVAILABLE" || failure.advice !== undefined) return failure;
	const here = devices.map((device) => device.id).join(", ");
	const line = addLine(engine);
	const advice = here ? `Name a device that is here: ${here}; or add the engine again: ${line}` : line;
	return unavailable(id, failure.message, advice, { stage: "compile", cause: error });
}

/** Makes of the model what the engine reads; `undefined` where it reads the model itself. */
async function convert(
	engine: NativeEngine,
	{
		signal,
		...request
	}: Omit<Parameters<NonNullable<NativeEngine["convert"]>>[0], "log" | "progress" | "signal"> & {
		readonly signal?: AbortSignal;
	},
	context: BackendContext,
): Promise<Conversion | undefined> {
	const { model, options, library } = request;
	const isRead = engine.formats.includes(model.format) && !engine.rewrites?.(options, model, library.version);
	if (engine.convert === undefined || isRead) return undefined;
	context.stage("convert");
	return engine
		.convert({
			...request,
			log: (...line) => context.log(...line),
			progress: (...step) => context.progress(...step),
			...(signal === undefined ? {} : { signal }),
		})
		.catch((error: unknown) => {
			throw engineError(engine.id, toInferenceError(error), "convert");
		});
}

/** The file is read by the engine: nobody looks at its bytes here. */
function asModelFile({ name, path }: Conversion["files"][number]): ModelFile {
	return { name, path, bytes: new Uint8Array(0) };
}
