import { join } from "node:path";

/** What all peers of a case do, written to a file that each of their processes reads. */
export interface Plan {
	readonly engine: string;
	/** The model as a user gives it, of which `files` are made where the engine reads another format. */
	readonly model: string;
	/** The model as the engine reads it. */
	readonly files: readonly string[];
	/** The engine's library that Polyinfer uses. */
	readonly library: string;
	readonly input: {
		readonly name: string;
		readonly shape: readonly number[];
		/** As `files` take it: without the batch where ncnn has none. */
		readonly netShape: readonly number[];
		/** Raw float32. */
		readonly file: string;
	};
	/** Names of the outputs in the model's order; empty where the format is not read here. */
	readonly outputs: readonly string[];
	/** Of the samples: processor time of the whole process, or time of the wall. */
	readonly clock: "processor" | "wall";
	/** Length of a sample. */
	readonly sampleMs: number;
}

/** Where the plan of a case stands. */
export function planFile(folder: string, id: string): string {
	return join(folder, `${id}.json`);
}
