import type { ArtifactCache } from "./artifact-cache.ts";
import type { DeviceTensor } from "./device-tensor.ts";
import type { DType } from "./dtype.ts";
import type { Stage } from "./errors.ts";
import type { LayerProfile } from "./layer-profile.ts";
import type { LoadedModel, ModelFormat } from "./model.ts";
import type { SessionFacts } from "./report.ts";
import type { Tensor } from "./tensor.ts";
import type { InputBounds, ValueInfo } from "./value-info.ts";
import type { Verified } from "./verify/verification.ts";

/** Whether a backend's parts are on this machine. Says nothing of whether they load or run. */
export type Availability =
	| {
			readonly status: "found";
			readonly library?: string;
			readonly version?: string;
			readonly detail?: string;
			/** Honours `isolate` on this machine. Default: false. */
			readonly isolates?: boolean;
			/**
			 * Formats that nobody has looked into, of which each file is opened in a process of its own before it is opened in
			 * this one, unless it is trusted; or that the engine opens inside WebAssembly, which holds it. Default: none.
			 */
			readonly proves?: readonly ModelFormat[];
	  }
	| { readonly status: "missing"; readonly reason: string; readonly advice: string };

/** What a session can do, as data. The conformance kit asserts each in both directions. */
export interface Capabilities {
	/** Element types of inputs and outputs. */
	readonly dtypes: readonly DType[];
	/** Takes models with free axes, and feeds of differing sizes. */
	readonly dynamicShapes: boolean;
	/** Runs that are inside the engine at once, at most. */
	readonly maxConcurrency: number;
	/** `run(feeds, { outputs })` is written by the engine where `allocate` or a SharedArrayBuffer gave the memory. */
	readonly outputsInPlace: boolean;
	/**
	 * `"engine"`: a run inside the engine stops soon after an abort. `"queue"`: only waiting runs do; one inside the
	 * engine goes on to its end and then settles with ABORTED or with its result.
	 */
	readonly cancel: "engine" | "queue";
	/** Creating, running and disposing leave the event loop free. */
	readonly eventLoopFree: boolean;
	/** Has `runSync`. */
	readonly syncRuns: boolean;
	/** Location of the device tensors that runs take and give: `"webgpu"`. Missing: tensors in CPU memory only. */
	readonly deviceTensors?: string;
}

/** How loud a line of an engine's log is. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** Takes one line of an engine's log. */
export type LogSink = (level: LogLevel, engine: string, text: string) => void;

/** What a backend is asked for, checked by core. */
export interface BackendSessionOptions {
	/** The engine's own spelling; `undefined`: the backend's default. */
	readonly device?: string;
	/** The `options` of the `prefer` entry, unchecked: the backend rejects unknown keys with INVALID_ARGUMENT. */
	readonly options: Readonly<Record<string, unknown>>;
	/** Checked against the model where its metadata is known. */
	readonly inputs: InputBounds;
	/** Threads of one run; `undefined`: the backend's default. */
	readonly threads?: number;
	/** Runs wanted inside the engine at once; `undefined`: the backend's default. */
	readonly maxConcurrency?: number;
	readonly strict: boolean;
	readonly trusted: boolean;
	/** The engine must run in a process of its own; `facts.binding` is `"runner"` then, and core rejects all others. */
	readonly isolate?: "process";
	readonly signal?: AbortSignal;
}

/** Core's side of one `Backend.createSession` call. */
export interface BackendContext {
	/** Tells the report where the attempt is. Starts at `"find"`. */
	stage(stage: Stage): void;
	/** How far a long stage is, 0 to 1. */
	progress(fraction: number, text: string): void;
	log(level: LogLevel, engine: string, text: string): void;
	/** Where files that are costly to make are kept; left out where the caller has no such place. */
	readonly cache?: ArtifactCache;
	/** A backend to compare with; left out where there is none. */
	readonly reference?: ReferenceCheck;
}

/** Compares open sessions with a backend that is known to be right. */
export interface ReferenceCheck {
	/** The reference backend's id; never the asking backend's own. */
	readonly id: string;
	/**
	 * Runs the model that is being opened on the reference and on `session`, on the same made-up inputs. `tolerance`: share
	 * of an output's range that is accepted for floating-point numbers; default: that of `verify`. Nothing is compared,
	 * which is a note then, where the reference is missing or does not run the model. Rejects with ENGINE, stage
	 * `"verify"`, where an output is too far off, with the session's own code where it fails, with ABORTED.
	 */
	compare(session: BackendSession, tolerance?: number): Promise<Verified>;
}

/** What a backend does with one output: a new tensor, none, or write into this one. */
export type OutputRequest = "new" | "skip" | Tensor;

/** The same, and `"device"`: a new tensor in the memory of the device. */
export type DeviceOutputRequest = OutputRequest | "device";

/**
 * An open model as a backend gives it. Core checks names, dtypes and shapes, keeps the queue, and
 * wraps it in a `Session`; nobody else calls it.
 */
export interface BackendSession {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly capabilities: Capabilities;
	readonly facts: SessionFacts;
	/**
	 * True where `run` may be called any number of times at once: the backend starts them first in, first out, rejects
	 * waiting ones with ABORTED as soon as their signal fires and with DISPOSED on `dispose`.
	 * False: core calls it at most `maxConcurrency` times at once.
	 */
	readonly queues: boolean;
	/**
	 * Runs that the engine named by `facts` has carried out in this session, counted where its library is called. Missing
	 * where nobody counts there.
	 */
	engineRuns?(): number;
	/** Layers of the last run. Throws UNSUPPORTED where the engine, or a session with these options, has none. */
	profile?: (() => readonly LayerProfile[]) | undefined;
	/**
	 * One run. `feeds` in the order of `inputs` (`undefined`: left out), `outputs` in the order of `outputs`;
	 * the result is as long as `outputs`, `undefined` where skipped, the given tensor where one was given.
	 * Before it returns its promise it has copied every feed whose memory is neither pooled nor a SharedArrayBuffer.
	 * Settles when the engine has let go of all memory.
	 */
	run(
		feeds: readonly (Tensor | undefined)[],
		outputs: readonly OutputRequest[],
		signal?: AbortSignal,
	): Promise<(Tensor | undefined)[]>;
	/** The same on the calling thread; present exactly where `capabilities.syncRuns`. */
	runSync?(feeds: readonly (Tensor | undefined)[], outputs: readonly OutputRequest[]): (Tensor | undefined)[];
	/**
	 * The same as `run` with tensors of the device among feeds and results; present exactly where
	 * `capabilities.deviceTensors`. Core has checked their location, dtype and shape; the backend checks their owner, and
	 * borrows them until it settles. Rejects with INVALID_ARGUMENT for a tensor of another device.
	 */
	runOnDevice?(
		feeds: readonly (Tensor | DeviceTensor | undefined)[],
		outputs: readonly DeviceOutputRequest[],
		signal?: AbortSignal,
	): Promise<(Tensor | DeviceTensor | undefined)[]>;
	/** Memory that runs borrow without copying; absent where the backend has none. `dispose()` of the tensor gives it back. */
	allocate?(dtype: DType, shape: readonly number[]): Tensor;
	/** Called once. Runs inside the engine finish, waiting ones reject with DISPOSED. */
	dispose(): Promise<void>;
}

/** An engine, or several behind one door. Exactly these members are looked at. */
export interface Backend {
	/** Vendor's id: `"onnxruntime"`. */
	readonly id: string;
	/** Formats it takes without conversion, the preferred one first. */
	readonly formats: readonly ModelFormat[];
	/**
	 * Formats it takes by converting them first. Only looked at where `prefer` names the backend itself and none of
	 * `formats` is given: no word ever leads to a conversion. Default: none.
	 */
	readonly conversions?: readonly ModelFormat[];
	/** Cheap, never rejects: looks at files and facts, loads nothing. */
	availability(): Promise<Availability>;
	/**
	 * Opens a model; its bytes may be gone once this has settled. Rejects with UNAVAILABLE, UNSUPPORTED, OUT_OF_MEMORY,
	 * ENGINE, ABORTED, or INVALID_ARGUMENT for unknown option keys; `stage` of the error, else of the context, tells where.
	 */
	createSession(model: LoadedModel, options: BackendSessionOptions, context: BackendContext): Promise<BackendSession>;
}
