import type { ModelFile, ModelFormat, Tensor, ValueInfo } from "@polyinfer/core";
import type { DeviceName } from "../tensorflow/loaded-tensorflow.ts";

/** What a device says of itself once TensorFlow.js is loaded. */
export interface LaneFacts {
	readonly device: DeviceName;
	readonly version: string;
	readonly precision: string;
	readonly options: Readonly<Record<string, string | number | boolean>>;
	readonly notes: readonly string[];
}

/** What a model says of itself once it is open. */
export interface OpenedProgram {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly casts: readonly string[];
	readonly notes: readonly string[];
	readonly isAsync: boolean;
}

/** A model's files, main file first, whose memory the lane may keep. */
export interface OpenProgram {
	readonly format: ModelFormat;
	readonly files: readonly ModelFile[];
}

/** TensorFlow.js on one device, on this thread or on another, with at most one program. Runs come one at a time. */
export interface Lane {
	/** How the report names it. */
	readonly binding: "javascript" | "worker";
	readonly facts: LaneFacts;
	/** Runs that TensorFlow.js has carried out for the open program. */
	readonly engineRuns: number;
	/** Opens a program. Rejects with UNSUPPORTED, INVALID_MODEL, OUT_OF_MEMORY. */
	open(request: OpenProgram): Promise<OpenedProgram>;
	/** Feeds are the lane's: nobody else changes their memory. Results are the caller's. */
	run(feeds: readonly (Tensor | undefined)[], wanted: readonly boolean[]): Promise<(Tensor | undefined)[]>;
	/** The same, blocking. Throws UNSUPPORTED where the program is asynchronous. */
	runSync(feeds: readonly (Tensor | undefined)[], wanted: readonly boolean[]): (Tensor | undefined)[];
	/** Tensors that TensorFlow.js holds for this lane; after `close`, what was lost. */
	tensors(): Promise<number>;
	/** Frees the program and gives the lane up. No run may be inside. */
	close(): Promise<void>;
}
