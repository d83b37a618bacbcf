import type { NativeCuda, NativeDevice, NativeMemory } from "./cuda/native-cuda.ts";

/** An engine library over a vendor's library, in the addon's hands. */
export interface NativeEngine {
	readonly __engine: never;
}

/** An open session, in the addon's hands. */
export interface NativeSession {
	readonly __session: never;
}

/** A copy of a model's bytes, in the addon's hands. */
export interface NativeModelBytes {
	readonly __bytes: never;
}

/** What an engine says of an input or output: ONNX's dtype number, sizes with -1 where free, `null` for an unknown rank. */
export interface NativeValue {
	readonly name: string;
	readonly dtype: number;
	readonly shape: readonly number[] | null;
	/** A JSON object. */
	readonly details: string;
}

/** What an engine says of an open session. */
export interface NativeInfo {
	readonly inputs: readonly NativeValue[];
	readonly outputs: readonly NativeValue[];
	readonly maxRuns: number;
	/** Bits: 1 cancels, 2 keeps the model, 4 streams, 8 is stateful, 16 may wait long. */
	readonly capabilities: number;
}

/** One file of a model: a path, bytes in a SharedArrayBuffer, or bytes held by the addon. */
export type NativeFile = { readonly name: string } & (
	| { readonly path: string }
	| { readonly bytes: Uint8Array }
	| { readonly held: NativeModelBytes }
);

/**
 * By output: the new array (absent where given or skipped), then its sizes (absent where the model fixes them). Where all
 * are absent, a run on the caller's turn gives `undefined`.
 */
export type NativeResult = (ArrayBufferView | readonly number[] | undefined)[];

/** By output, as {@link NativeResult}; on the device: memory, its address and bytes. */
export type NativeDeviceResult = (
	| ArrayBufferView
	| readonly [memory: NativeMemory, pointer: bigint, sizeBytes: number]
	| readonly number[]
	| undefined
)[];

/** By output: `undefined` new, `false` skipped, else written into this array. */
export type NativeOutputs = readonly (ArrayBufferView | false | undefined)[];

/** What the host holds right now; all 0 once everything was disposed. */
export interface HostCounters {
	/** Open sessions of engines. */
	readonly sessions: number;
	/** Runs accepted and not settled. */
	readonly runs: number;
	/** Blocks of the pool that tensors or runs hold. */
	readonly blocks: number;
	/** Bytes of those blocks. */
	readonly blockBytes: number;
	/** Threads of the host. */
	readonly threads: number;
}

/** Settings of this environment; `idleThreadMs` and `poolCapBytes` are of the whole process. */
export interface HostSettings {
	/** A run goes on the caller's turn where the last one took less. 0: never. */
	readonly inlineUs?: number;
	/** The most of that in one turn of the event loop. */
	readonly inlineBudgetUs?: number;
	/** False: memory is copied into plain ArrayBuffers, as in runtimes that forbid external ones. */
	readonly externalBuffers?: boolean;
	/** How long an idle thread of a session stays. */
	readonly idleThreadMs?: number;
	/** How many bytes of free blocks are kept. */
	readonly poolCapBytes?: number;
}

/**
 * The exports of `host.node`. Errors it throws or rejects with have `code`, and `engineCode` and `scope` where there are any.
 * Shapes: for each input its rank, then its sizes; left out where the model fixes all inputs.
 */
export interface NativeAddon {
	readonly abi: number;
	load(
		engine: string,
		library: string | null,
		options: Readonly<Record<string, string>>,
		onLog: ((level: number, text: string) => void) | undefined,
	): Promise<{ readonly id: string; readonly version: string; readonly saves: boolean; readonly handle: NativeEngine }>;
	probe(engine: NativeEngine): Promise<string>;
	open(
		engine: NativeEngine,
		request: {
			readonly format: string;
			readonly device: string;
			readonly threads: number;
			readonly maxRuns: number;
			readonly files: readonly NativeFile[];
			readonly options: Readonly<Record<string, string>>;
		},
		onProgress: ((fraction: number, text: string) => void) | undefined,
		onLog: ((level: number, text: string) => void) | undefined,
	): { readonly session: Promise<NativeSession>; readonly ticket: number };
	cancelOpen(ticket: number): void;
	holdModel(sizeBytes: number): NativeModelBytes;
	fillModel(held: NativeModelBytes, offset: number, bytes: Uint8Array): void;
	info(session: NativeSession): NativeInfo;
	/** The result itself where the run went on the caller's turn. Throws what is wrong before the run began. */
	run(
		session: NativeSession,
		feeds: readonly (ArrayBufferView | undefined)[],
		shapes: Float64Array | undefined,
		outputs: NativeOutputs | undefined,
		ticket: number,
	): NativeResult | Promise<NativeResult> | undefined;
	runSync(
		session: NativeSession,
		feeds: readonly (ArrayBufferView | undefined)[],
		shapes: Float64Array | undefined,
		outputs: NativeOutputs | undefined,
	): NativeResult | undefined;
	/** Runs of this session may keep tensors on the device, where the engine takes streams. Once, before any run. */
	useDevice(session: NativeSession, device: NativeDevice): void;
	/** Host feeds are copied before it returns. Outputs: `undefined` new on the host, `false` skipped, `true` on the device. */
	runOnDevice(
		session: NativeSession,
		feeds: readonly (ArrayBufferView | NativeMemory | undefined)[],
		shapes: Float64Array,
		outputs: readonly (boolean | undefined)[],
		ticket: number,
	): Promise<NativeDeviceResult>;
	/** JSON. Throws UNSUPPORTED where the engine tells nothing of this. */
	describe(session: NativeSession, what: string): string;
	/** Writes the compiled model into a new file. Rejects with UNSUPPORTED where the engine has none to give. */
	save(session: NativeSession, path: string): Promise<void>;
	cancelRun(session: NativeSession, ticket: number): void;
	close(session: NativeSession): Promise<void>;
	allocate(sizeBytes: number): ArrayBuffer;
	release(buffer: ArrayBuffer): void;
	counters(): HostCounters;
	engineRuns(): Readonly<Record<string, number>>;
	sessionRuns(session: NativeSession): number;
	configure(settings: HostSettings): void;
	trimPool(): number;
	statuses(): Readonly<Record<string, number>>;
	readonly cuda: NativeCuda;
}
