import type { Capabilities, LogSink } from "./backend.ts";
import type { DeviceTensor } from "./device-tensor.ts";
import type { DType } from "./dtype.ts";
import type { Fastest } from "./fastest/fastest-options.ts";
import type { Feeds } from "./feeds.ts";
import type { LayerProfile } from "./layer-profile.ts";
import type { PreferEntry } from "./prefer-entry.ts";
import type { Report } from "./report.ts";
import type { Tensor, TensorLike } from "./tensor.ts";
import type { TimeHistogram } from "./time-histogram.ts";
import type { InputBounds, ValueInfo } from "./value-info.ts";
import type { NamesByFormat } from "./value-names.ts";
import type { VerifyOptions } from "./verify/verify-options.ts";

/** Declared dtypes by name; what `Session<I, O>` is checked against. An optional property is an optional input. */
export type Declared = Readonly<Record<string, DType | undefined>>;

/** Options of one run. */
export interface RunOptions {
	/**
	 * Names: only these are computed. Tensors by name: these are written in place (same dtype and shape), the others are new.
	 */
	readonly outputs?: readonly string[] | Readonly<Record<string, Tensor | TensorLike>>;
	/** Rejects a waiting run at once, tells an engine that can stop; the promise settles when the engine has let go. */
	readonly signal?: AbortSignal;
}

/** Options of a run whose outputs stay on the device. */
export interface DeviceRunOptions {
	/** Names: only these are computed. Default: all. */
	readonly outputs?: readonly string[];
	readonly signal?: AbortSignal;
}

/** Outputs of a run by name; those that were not declared may be missing. */
export type Results<O extends Declared = Declared> = string extends keyof O
	? Record<string, Tensor | undefined>
	: { [K in keyof O]: Tensor<Exclude<O[K], undefined>> } & Record<string, Tensor | undefined>;

/** Outputs of a run that stay on the device, by name. The caller disposes each. */
export type DeviceResults<O extends Declared = Declared> = string extends keyof O
	? Record<string, DeviceTensor | undefined>
	: { [K in keyof O]: DeviceTensor<Exclude<O[K], undefined>> } & Record<string, DeviceTensor | undefined>;

/** Feeds of a run by name. */
export type FeedsOf<I extends Declared = Declared> = string extends keyof I
	? Feeds
	: {
			readonly [K in keyof I]:
				| Tensor<Exclude<I[K], undefined>>
				| TensorLike<Exclude<I[K], undefined>>
				| DeviceTensor<Exclude<I[K], undefined>>;
		};

/** Counters of a session since it was created. */
export interface SessionStats {
	readonly runs: number;
	/** Runs that failed, aborted ones not counted. */
	readonly errors: number;
	readonly aborted: number;
	/** Accepted and not settled, waiting ones included. */
	readonly inFlight: number;
	/**
	 * Runs that the engine named by the report has carried out, counted where its library is called, in its own process
	 * where it has one; warm-ups and the runs of `verify` are among them. Missing where the backend cannot count there.
	 */
	readonly engineRuns?: number;
	/** How long successful runs waited for runs before them, in whoever's queue; 0 for `runSync`. */
	readonly queueTime: TimeHistogram;
	/** How long successful runs took from then on, until their result was handed to the caller. */
	readonly runTime: TimeHistogram;
}

/** A model, open on one engine. Safe to call from one thread, any number of runs at once. */
export interface Session<I extends Declared = Declared, O extends Declared = Declared> extends AsyncDisposable {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly capabilities: Capabilities;
	readonly report: Report;
	readonly stats: SessionStats;
	/**
	 * Runs the model without blocking the event loop. Feeds in pooled memory or a SharedArrayBuffer are borrowed until
	 * the promise settles; all others are copied before this returns. A pooled feed that is disposed while its run still
	 * waits makes the run reject with DISPOSED. Outputs are the caller's own. Tensors of a device are taken where
	 * `capabilities.deviceTensors` is their location, are never copied, and must not be disposed before the promise settles.
	 * Rejects with INVALID_ARGUMENT (wrong, missing or extra feed), ABORTED, BUSY, DISPOSED, OUT_OF_MEMORY, DEVICE_LOST, ENGINE.
	 */
	run(feeds: FeedsOf<I>, options?: RunOptions): Promise<Results<O>>;
	/**
	 * The same with outputs that stay on the device, so that ops and further runs there read them without a copy. Rejects with
	 * UNSUPPORTED where `capabilities.deviceTensors` is missing.
	 */
	runOnDevice(feeds: FeedsOf<I>, options?: DeviceRunOptions): Promise<DeviceResults<O>>;
	/** As `run`, on the calling thread, borrowing all memory. Throws; UNSUPPORTED where `capabilities.syncRuns` is false. */
	runSync(feeds: FeedsOf<I>, options?: Omit<RunOptions, "signal">): Results<O>;
	/**
	 * Resolves with the report when it changes no more: at once, or, where an entry of `prefer` has `startOn`, when the
	 * session has moved over, stays where it is for good, or was disposed. Never rejects.
	 */
	whenSettled(): Promise<Report>;
	/** One run on zeros, so that the first real one is quick. Free axes take their bound's `opt`, else 1. */
	warmUp(): Promise<void>;
	/** A zeroed tensor for this input or output in memory that runs borrow. `shape` is needed where the model leaves an axis free. */
	allocate(name: string, shape?: readonly number[]): Tensor;
	/**
	 * How long each layer took in the last run, where the engine measures that and was asked to (OpenVINO:
	 * `enableProfiling`), in its order. Throws UNSUPPORTED with the reason where there is nothing to tell, and DISPOSED.
	 */
	profile(): readonly LayerProfile[];
	/** Idempotent. Runs inside the engine finish, waiting ones reject with DISPOSED. */
	dispose(): Promise<void>;
}

/** Ids of backends that `prefer` takes. */
type BackendIdOf<P> = Extract<P, { readonly backend: string }>["backend"];

/** Options of `createSession`. */
export interface SessionOptions<P = PreferEntry> {
	/**
	 * What may run, best first; or `"fastest"`, which races. Nothing outside the list ever runs.
	 * Default: `["cpu"]` in Node, `["webgpu", "wasm"]` in browsers.
	 */
	readonly prefer?: P | readonly P[] | Fastest<P>;
	/** Fixes or bounds free axes. */
	readonly inputs?: InputBounds;
	/**
	 * Other names for inputs and outputs, by format and by their names in the file, for networks whose files do not agree:
	 * `{ tflite: { inputs: { input_1: "images" } } }`. All else goes by the new names. Default: the file's own.
	 */
	readonly io?: NamesByFormat;
	/** Threads of one run. Default: the processors this process may use. */
	readonly threads?: number;
	/** Runs inside the engine at once. Default: the backend's. */
	readonly maxConcurrency?: number;
	/** Runs that may wait; one more rejects with BUSY. Default: no limit. */
	readonly maxQueue?: number;
	/**
	 * Copies feeds in pooled memory and SharedArrayBuffers too before `run` returns, so that all feeds may be changed at
	 * once. Costs that copy. Default: false.
	 */
	readonly copyFeeds?: boolean;
	/** Partial placement on another device, or a cast, is UNSUPPORTED. Default: false. */
	readonly strict?: boolean;
	/**
	 * `"process"`: the engine runs in a process of its own. Where that crashes, the runs inside it reject with DEVICE_LOST,
	 * and the next run starts it again. An entry of `prefer` that cannot do it is UNSUPPORTED. Default: in this process.
	 */
	readonly isolate?: "process";
	/**
	 * Compares each backend with a reference, by id or as {@link VerifyOptions} say, before its session is handed out: at
	 * most two runs on seeded inputs. An entry of `prefer` whose outputs are too far off fails with ENGINE at stage
	 * `"verify"`; where the reference is missing or does not run the model, with the reference's code. Nothing is compared
	 * where backend, device and engine options are the reference's own. Default: nothing is compared.
	 */
	readonly verify?: BackendIdOf<P> | VerifyOptions<BackendIdOf<P>>;
	/** Accept what the scan refuses: files that carry code or reach outside their folder, formats that are not read. Default: false. */
	readonly trusted?: boolean;
	readonly signal?: AbortSignal;
	/** Gets every line that an engine logs. Default: silent. */
	readonly onLog?: LogSink;
	readonly onProgress?: (progress: {
		readonly backend: string;
		readonly stage: string;
		readonly fraction: number;
		readonly text: string;
	}) => void;
}
