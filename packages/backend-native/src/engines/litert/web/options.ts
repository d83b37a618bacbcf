import { checkOptions, type OptionSchema } from "@polyinfer/core";

/** Options of the backend `litert` in browsers, in `prefer: { backend: "litert", options }`. */
export interface LitertWebOptions {
	/**
	 * URL of the folder where the page's server has the files of `@litertjs/core/wasm`, relative to the page or absolute:
	 * `"/litert/"`. Without it the backend is UNAVAILABLE: nothing is fetched from a place that nobody named.
	 */
	readonly wasmPaths?: string;
	/** Name of the signature that the session runs. Default: the first of the file. */
	readonly signature?: string;
}

const SCHEMA: Record<keyof LitertWebOptions, OptionSchema[string]> = { wasmPaths: "string", signature: "string" };

/** Throws INVALID_ARGUMENT for unknown keys and other kinds. */
export function parseWebOptions(given: Readonly<Record<string, unknown>>): LitertWebOptions {
	checkOptions(given, SCHEMA, "litert");
	return given;
}
