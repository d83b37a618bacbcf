/** A kernel with its tables, in the addon's hands. */
export interface NativePlan {
	readonly __plan: never;
}

/** The exports of `ops.node`. Errors that it throws have `code`. */
export interface NativeAddon {
	/** By number; a hole where this processor lacks one. The widest first. */
	readonly instructionSets: readonly (string | undefined)[];
	/** Which kernels these are: the sha256 of their WebAssembly. */
	readonly kernels: string;
	plan(
		instructionSet: number,
		kernel: number,
		block: Uint8Array,
		sizes: readonly number[],
		rows: number,
		scratchBytes: number,
		threads: number,
	): NativePlan;
	run(plan: NativePlan, call: Int32Array, ...arrays: readonly ArrayBufferView[]): number;
	runAsync(plan: NativePlan, call: Int32Array, ...arrays: readonly ArrayBufferView[]): Promise<number>;
	lastUs(plan: NativePlan): number;
}
