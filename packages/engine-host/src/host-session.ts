import {
	abortedError,
	type BackendSession,
	type Capabilities,
	type DeviceOutputRequest,
	type DeviceTensor,
	DTYPES,
	type DType,
	InferenceError,
	type LayerProfile,
	type ModelFile,
	type OutputRequest,
	onAbort,
	type SessionFacts,
	type Tensor,
	type ValueInfo,
} from "@polyinfer/core";
import type { Cuda } from "./cuda/cuda.ts";
import { DeviceRuns } from "./device-runs.ts";
import type { EngineLog } from "./log-callback.ts";
import { allocateTensor } from "./memory/node.ts";
import type { NativeAddon, NativeResult, NativeSession } from "./native-addon.ts";
import { fromNativeError } from "./native-error.ts";
import { RunCodec } from "./run-codec.ts";
import { toValueInfo } from "./value-info.ts";
import { watchFeeds } from "./watch-feeds.ts";

/** What {@link Engine.open} opens. */
export interface OpenOptions {
	/** As listed by the engine's probe. */
	readonly format: string;
	/** The engine's own spelling; left out: its default. */
	readonly device?: string | undefined;
	/** Absolute path of the CUDA driver that the engine uses; left out: as `openCuda`. */
	readonly cudaLibrary?: string | undefined;
	/** Threads of one run; left out: the engine decides. */
	readonly threads?: number | undefined;
	/** Runs inside the engine at once; left out: the engine decides. */
	readonly maxRuns?: number | undefined;
	/** The main file first. A path is preferred to bytes. */
	readonly files: readonly ModelFile[];
	/** Of the engine; it rejects unknown keys with INVALID_ARGUMENT. */
	readonly options: Readonly<Record<string, string>>;
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: ((fraction: number, text: string) => void) | undefined;
	/** Lines of this open and of the session's runs. */
	readonly onLog?: EngineLog | undefined;
	/** What the session tells of itself. */
	readonly facts: SessionFacts;
	/** Replace what the engine says of its inputs and outputs; as many, in the same order. */
	readonly inputs?: readonly ValueInfo[] | undefined;
	readonly outputs?: readonly ValueInfo[] | undefined;
	/** Replace what follows from the engine's own. */
	readonly capabilities?: Partial<Capabilities> | undefined;
}

const CANCELS = 1;
/** The engine takes streams, and tensors on a device. */
export const STREAMS = 4;

/** An open model on the native host. Made by {@link Engine.open}. */
export class HostSession implements BackendSession {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly capabilities: Capabilities;
	readonly facts: SessionFacts;
	readonly queues = true;
	/** Where tensors may stay on a CUDA device; as in `BackendSession`. */
	readonly runOnDevice?: (
		feeds: readonly (Tensor | DeviceTensor | undefined)[],
		outputs: readonly DeviceOutputRequest[],
		signal?: AbortSignal,
	) => Promise<(Tensor | DeviceTensor | undefined)[]>;
	readonly #addon: NativeAddon;
	readonly #session: NativeSession;
	readonly #codec: RunCodec;
	#disposed: Promise<void> | undefined;
	#lastTicket = 0;

	/**
	 * Takes the session over; `cuda` is the device that its engine computes on, where it takes streams. Throws UNSUPPORTED for
	 * element types without arrays, and closes it then.
	 */
	constructor(addon: NativeAddon, session: NativeSession, options: OpenOptions, cuda?: Cuda) {
		this.#addon = addon;
		this.#session = session;
		try {
			const info = addon.info(session);
			const inputs = info.inputs.map(toValueInfo);
			const outputs = info.outputs.map(toValueInfo);
			this.#codec = new RunCodec(inputs, outputs);
			this.inputs = options.inputs ?? inputs;
			this.outputs = options.outputs ?? outputs;
			this.capabilities = {
				dtypes: Object.keys(DTYPES) as DType[],
				dynamicShapes: true,
				maxConcurrency: info.maxRuns,
				outputsInPlace: true,
				cancel: info.capabilities & CANCELS ? "engine" : "queue",
				eventLoopFree: true,
				syncRuns: true,
				...(cuda ? { deviceTensors: "cuda" } : {}),
				...options.capabilities,
			};
			if (cuda) {
				const runs = new DeviceRuns(addon, session, cuda, inputs, outputs);
				this.runOnDevice = (feeds, requests, signal) => runs.run(feeds, requests, signal, () => this.#nextTicket());
			}
			this.facts = options.facts;
		} catch (error) {
			void addon.close(session);
			throw error;
		}
	}

	run(
		feeds: readonly (Tensor | undefined)[],
		outputs: readonly OutputRequest[],
		signal?: AbortSignal,
	): Promise<(Tensor | undefined)[]> {
		try {
			if (signal?.aborted) throw abortedError(signal);
			const codec = this.#codec;
			const ticket = signal === undefined ? 0 : this.#nextTicket();
			const result = this.#addon.run(
				this.#session,
				codec.feeds(feeds),
				codec.shapes(feeds),
				codec.outputs(outputs),
				ticket,
			);
			if (result === undefined || Array.isArray(result)) return Promise.resolve(codec.results(result, outputs));
			return this.#settle(result as Promise<NativeResult>, outputs, signal, ticket, watchFeeds(feeds, this.inputs));
		} catch (error) {
			return Promise.reject(fromNativeError(error, signal));
		}
	}

	#nextTicket(): number {
		this.#lastTicket = this.#lastTicket === 0xffffffff ? 1 : this.#lastTicket + 1;
		return this.#lastTicket;
	}

	#settle(
		result: Promise<NativeResult>,
		outputs: readonly OutputRequest[],
		signal: AbortSignal | undefined,
		ticket: number,
		checkFeeds: (() => void) | undefined,
	): Promise<(Tensor | undefined)[]> {
		const ended = signal && onAbort(signal, () => this.#addon.cancelRun(this.#session, ticket));
		return result.then(
			(values) => {
				ended?.();
				checkFeeds?.();
				return this.#codec.results(values, outputs);
			},
			(error: unknown) => {
				ended?.();
				checkFeeds?.();
				throw fromNativeError(error, signal);
			},
		);
	}

	runSync(feeds: readonly (Tensor | undefined)[], outputs: readonly OutputRequest[]): (Tensor | undefined)[] {
		try {
			const codec = this.#codec;
			const result = this.#addon.runSync(
				this.#session,
				codec.feeds(feeds),
				codec.shapes(feeds),
				codec.syncOutputs(outputs),
			);
			return codec.results(result, outputs);
		} catch (error) {
			throw fromNativeError(error);
		}
	}

	/** Runs that the engine has carried out, in its own process where it has one. */
	engineRuns(): number {
		return this.#addon.sessionRuns(this.#session);
	}

	/**
	 * What the engine tells of the session: `"profile"`, `"report"`. Throws UNSUPPORTED where it tells nothing of this, and
	 * DISPOSED. Runs in flight may be told of half.
	 */
	describe(what: string): Record<string, unknown> {
		try {
			return JSON.parse(this.#addon.describe(this.#session, what)) as Record<string, unknown>;
		} catch (error) {
			throw fromNativeError(error);
		}
	}

	/**
	 * Writes the compiled model into a new file, off the event loop: what `format: "compiled"` opens again. Rejects with
	 * UNSUPPORTED where the engine has none to give, INVALID_ARGUMENT where the path cannot be made or is there already,
	 * UNAVAILABLE where the disk is full, and DISPOSED; nothing of the file is left then.
	 */
	async save(path: string): Promise<void> {
		await this.#addon.save(this.#session, path).catch((error: unknown) => {
			throw fromNativeError(error);
		});
	}

	/** {@link describe} of `"profile"`: the layers of the last run. Throws UNSUPPORTED and DISPOSED. */
	profile(): readonly LayerProfile[] {
		return this.describe("profile").layers as readonly LayerProfile[];
	}

	/** A zeroed tensor in a block of the pool. Throws DISPOSED after `dispose`. */
	allocate<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
		if (this.#disposed) throw new InferenceError("DISPOSED", "The session was disposed.");
		return allocateTensor(dtype, shape);
	}

	/** Idempotent. Settles when the engine has closed its session. */
	dispose(): Promise<void> {
		// One more turn of promises, as runs take, so that runs settle before their session.
		this.#disposed ??= this.#addon.close(this.#session).then(() => {});
		return this.#disposed;
	}
}
