import type { KernelName } from "./kernel-names.ts";

/** One array that a kernel works on. */
export interface KernelArray {
	/** Fewest bytes that it may have. */
	readonly bytes: number;
	/** `"write"`: all of those bytes are written and none is read. `"update"`: some of them stay as they are. */
	readonly access: "read" | "write" | "update";
}

/** What a kernel is planned for. */
export interface KernelSpec {
	readonly kernel: KernelName;
	/** Made by `PlanBlock`. */
	readonly block: Uint8Array;
	readonly arrays: readonly KernelArray[];
	/** Rows that threads may share. 1: the kernel does all at once, and counts. */
	readonly rows: number;
	/** Memory that each thread needs meanwhile. */
	readonly scratchBytes: number;
}

/** A kernel with its tables, where it runs. */
export interface KernelPlan {
	/**
	 * Runs it and gives what it counts. `call` holds the numbers of this run, `arrays` as many as planned, at least as long.
	 * Throws INVALID_ARGUMENT for shorter and for detached ones, before any memory is touched, and OUT_OF_MEMORY.
	 */
	run(call: Int32Array, arrays: readonly ArrayBufferView[]): number;
	/**
	 * The same off the event loop where there are threads, unless it took less than a millisecond the last time. Until the
	 * promise settles the arrays must neither change nor be transferred.
	 */
	runAsync(call: Int32Array, arrays: readonly ArrayBufferView[]): Promise<number>;
}

/** Something that runs kernels. */
export interface KernelHost {
	/** What runs: `"avx2"`, `"sse4"`, `"neon"` or `"wasm"`. */
	readonly name: string;
	/** `threads`: at most so many at once. */
	plan(spec: KernelSpec, threads: number): KernelPlan;
}
