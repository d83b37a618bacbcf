/**
 * An op prepared for given sizes and options: tables only, no picture and no tensor.
 * A plan keeps scratch memory of its own, so that `run` allocates nothing when it is given an output.
 */
export interface OpPlan<Input, Output, Target = Output> {
	/** What carries it out: `"reference"`, `"wasm"`, `"avx2"`, `"sse4"` or `"neon"`. */
	readonly implementation?: string;
	/** Writes into `output` where one is given, else into new memory, and returns what it wrote. */
	run(input: Input, output?: Target): Output;
}
