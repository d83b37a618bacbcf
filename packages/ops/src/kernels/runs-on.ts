/**
 * What carries out an op. All give the same result; where they may differ in the last bits the op says so.
 *
 * - `"native"`: the addon with the widest instruction set of this processor; `"avx2"`, `"sse4"`, `"neon"`: with that one.
 * - `"wasm"`: WebAssembly with SIMD, in every browser and wherever the addon cannot load.
 * - `"reference"`: TypeScript, the definition of what is right.
 */
export type Implementation = "native" | "avx2" | "sse4" | "neon" | "wasm" | "reference";

/** Options of every op. */
export interface RunsOn {
	/** Default: the fastest one here. A named one that is not here throws UNAVAILABLE. */
	readonly implementation?: Implementation;
	/** At most so many threads share one run, if it is long enough. Default: one for each processor. */
	readonly threads?: number;
}

/** Names of all {@link RunsOn} options. */
export const RUNS_ON_OPTIONS: readonly string[] = ["implementation", "threads"];
