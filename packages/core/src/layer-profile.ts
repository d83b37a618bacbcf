/** What one layer did in the last run, as its engine tells. Engines fuse layers: names are theirs where none of the model's is left. */
export interface LayerProfile {
	readonly name: string;
	/** Operator, in the engine's spelling. */
	readonly type: string;
	/** The engine's code that ran it, such as `"jit_avx2_FP32"`; empty where the engine does not tell. */
	readonly kernel: string;
	/** `"optimized out"`: another layer does its work. */
	readonly state: "executed" | "optimized out" | "not run";
	/** Time by the clock, and of the processor, in microseconds; 0 for what was not executed. */
	readonly wallUs: number;
	readonly cpuUs: number;
}
