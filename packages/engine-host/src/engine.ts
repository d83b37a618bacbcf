import { isAbsolute } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { loadAddon } from "./addon.ts";
import { type Cuda, openCuda } from "./cuda/cuda.ts";
import { findRunner } from "./find-runner.ts";
import { HostSession, type OpenOptions, STREAMS } from "./host-session.ts";
import { isFile } from "./is-file.ts";
import { inspectElf } from "./library/inspect-elf.ts";
import { type EngineLog, nativeLog } from "./log-callback.ts";
import { fromNativeError } from "./native-error.ts";
import { openSession } from "./open-session.ts";

/** What {@link loadEngine} loads. */
export interface LoadEngineOptions {
	/** Absolute path of the engine library, see `engineLibraryPath`. */
	readonly engine: string;
	/** Absolute path of the vendor's library; left out where the engine needs none. */
	readonly library?: string | undefined;
	/** Of the engine's `load`. The same engine, library and options share one runtime in the process. */
	readonly options?: Readonly<Record<string, string>>;
	/** Lines that belong to no session. */
	readonly onLog?: EngineLog | undefined;
	/**
	 * `"process"`: each session is a process of its own, started again when it was lost; the runs inside it then reject with
	 * DEVICE_LOST. The engine and the library are never loaded into this process. Left out: they are.
	 */
	readonly isolate?: "process" | undefined;
	/** With `isolate`: a run that takes longer rejects with TIMEOUT, its process is ended, the next run starts a new one. Default: none. */
	readonly runTimeoutMs?: number | undefined;
}

/** A vendor's library, loaded. There is nothing to dispose: it stays until the process ends. */
export interface Engine {
	readonly id: string;
	/** Of the engine library, not of the vendor's. */
	readonly version: string;
	/** Whether sessions have a compiled model to {@link HostSession.save}. */
	readonly saves: boolean;
	/** What the vendor's library tells of itself: version, formats, devices, ... */
	probe(): Promise<Record<string, unknown>>;
	/**
	 * Opens a model on a thread of the host. Rejects with INVALID_MODEL, UNSUPPORTED, INVALID_ARGUMENT (an unknown option),
	 * OUT_OF_MEMORY, ABORTED, ENGINE, ...
	 */
	open(options: OpenOptions): Promise<HostSession>;
}

/**
 * Loads an engine library, and through it a vendor's library, on a thread of the host.
 * Rejects with UNAVAILABLE, and the loader's own words, where one of them does not load.
 */
export async function loadEngine(options: LoadEngineOptions): Promise<Engine> {
	for (const path of [options.engine, options.library])
		if (path !== undefined && !isAbsolute(path))
			throw new InferenceError("INVALID_ARGUMENT", `Expected an absolute path but received ${path}.`);
	for (const path of [options.engine, options.library]) if (path !== undefined) checkLoadable(path);
	if (options.isolate === undefined) return loadHere(options);
	const files = findRunner();
	if (files.status === "missing") throw new InferenceError("UNAVAILABLE", files.reason, { advice: files.advice });
	const own = {
		"isolate.runner": files.runner,
		"isolate.engine": options.engine,
		...(options.runTimeoutMs === undefined ? {} : { "isolate.runTimeoutMs": String(Math.ceil(options.runTimeoutMs)) }),
	};
	const isolated = await loadHere(
		{ ...options, engine: files.engine, options: { ...options.options, ...own } },
		options.engine,
	);
	const { engine, probe } = (await isolated.probe()) as unknown as Isolated;
	return { ...isolated, ...engine, probe: async () => probe };
}

/** The CUDA device whose tensors a session takes; `undefined` where its engine takes none, or the host cannot open it. */
async function deviceOf(capabilities: number, { device, cudaLibrary }: OpenOptions): Promise<Cuda | undefined> {
	const [, ordinal] = /^cuda(?::(\d+))?$/.exec(device || "cuda:0") ?? [];
	if (!(capabilities & STREAMS) || (device && !device.startsWith("cuda"))) return undefined;
	return openCuda({
		device: Number(ordinal ?? 0),
		...(cudaLibrary === undefined ? {} : { library: cudaLibrary }),
	}).catch(() => undefined);
}

/** Throws UNAVAILABLE for a library that would end the process that loads it. */
function checkLoadable(path: string): void {
	if (!isFile(path)) return; // the loader says it better
	const fault = inspectElf(path);
	if (fault) throw new InferenceError("UNAVAILABLE", `${fault.reason}.`, { advice: fault.advice });
}

/** What the engine `isolated` tells of the one in its process. */
interface Isolated {
	readonly engine: { readonly id: string; readonly version: string };
	readonly probe: Record<string, unknown>;
}

async function loadHere(options: LoadEngineOptions, named = options.engine): Promise<Engine> {
	const addon = loadAddon();
	const { id, version, saves, handle } = await addon
		.load(options.engine, options.library ?? null, options.options ?? {}, nativeLog(options.onLog))
		.catch((error: unknown) => {
			const message = error instanceof Error ? error.message : "";
			const { library = named } = options;
			throw fromNativeError(error, undefined, message.includes(named) ? named : library);
		});
	return {
		id,
		version,
		saves,
		async probe() {
			try {
				return JSON.parse(await addon.probe(handle)) as Record<string, unknown>;
			} catch (error) {
				throw fromNativeError(error);
			}
		},
		async open(request) {
			const session = await openSession(addon, handle, request);
			try {
				return new HostSession(addon, session, request, await deviceOf(addon.info(session).capabilities, request));
			} catch (error) {
				await addon.close(session);
				throw error;
			}
		},
	};
}
