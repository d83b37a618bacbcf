import type { Attempt } from "./errors.ts";
import type { ModelFormat } from "./model.ts";
import type { Verification } from "./verify/verification.ts";

/** What a backend tells of an open session; true at the moment it was opened. */
export interface SessionFacts {
	/** The engine's own spelling of the device that runs: `"cpu"`, `"CPU"`, `"cuda:0"`. */
	readonly device: string;
	/** Element type that the arithmetic is done in. */
	readonly precision: string;
	/** The engine's library. */
	readonly library?: { readonly path: string; readonly version: string };
	/** How JavaScript reaches the engine: `"addon"`, `"runner"` (in a process of its own), `"worker"`, `"javascript"`. */
	readonly binding: string;
	/** The format that the engine executes. */
	readonly format: ModelFormat;
	/** Nodes by device, where the engine can tell. */
	readonly placement?: Readonly<Record<string, number>>;
	/** Conversions made on the way: `"onnx -> ncnn (pnnx 20250101)"`. */
	readonly conversions: readonly string[];
	/** Where the engine hands out compiled models: how the session came to its own. */
	readonly compiled?: Compiled;
	/** Casts of inputs and outputs: ``"input `ids`: int64 -> int32"``. */
	readonly casts: readonly string[];
	/** Parity checks made: `"max difference 2e-6 from onnxruntime over 3 inputs"`. */
	readonly checks: readonly string[];
	/** Effective options, as the engine got them. */
	readonly options: Readonly<Record<string, string | number | boolean>>;
	/** Anything else worth a line, such as why the addon was not used. */
	readonly notes: readonly string[];
}

/** How a session came to its compiled model. */
export interface Compiled {
	/** `"cache"`: it was kept from another time and verified. `"built"`: compiled just now. */
	readonly from: "cache" | "built";
	/** Of opening it, or of compiling. */
	readonly ms: number;
	/** Where it is kept; missing where it is not. */
	readonly path?: string;
}

/** One candidate of a race. */
export interface Raced {
	readonly backend: string;
	/** The engine's own spelling. */
	readonly device: string;
	/** Time of one run, one at a time. */
	readonly medianMs: number;
	readonly runs: number;
}

/** From the backend that a session starts on to the one that it waits for. */
export interface Move {
	readonly from: string;
	readonly to: string;
	/** `"opening"`: `from` serves, `to` opens. `"done"`: `to` serves. `"failed"`: `from` stays; `attempts` say why. */
	readonly state: "opening" | "done" | "failed";
	/** From when the session was handed out until `state` was reached; missing while it opens. */
	readonly ms?: number;
	/** Runs that `from` had begun by then; missing while `to` opens. */
	readonly runs?: number;
}

/** What really runs, and why not the others. Data first; printing it gives a few lines of text. */
export interface Report extends SessionFacts {
	readonly backend: string;
	readonly model: { readonly sha256: string; readonly path?: string };
	/** Every entry tried, the one that runs last. */
	readonly attempts: readonly Attempt[];
	/** What `verify` measured; missing where it was not asked for or nothing was compared, which is a note then. */
	readonly verification?: Verification;
	/** Where an entry of `prefer` has `startOn`: what became of it. */
	readonly move?: Move;
	/** What `prefer: "fastest"` measured, the quickest first. */
	readonly race?: readonly Raced[];
	/** A `prefer` entry that makes this choice again and no other. */
	readonly pin: {
		readonly backend: string;
		readonly device: string;
		readonly options: Readonly<Record<string, unknown>>;
	};
	/** The report in a few lines. */
	toString(): string;
}
