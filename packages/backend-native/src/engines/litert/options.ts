import { isAbsolute } from "node:path";
import { InferenceError, type OptionSchema } from "@polyinfer/core";
import type { NativeOptions } from "../../options.ts";

/**
 * Options of the backend `litert`, in `prefer: { backend: "litert", options }`. `properties` are lines of LiteRT's own TOML
 * texts, by text and key, the values as TOML has them: `{ "xnnpack.flags": "4", "runtime.enable_profiling": "true" }`.
 */
export interface LitertOptions extends NativeOptions {
	/**
	 * What computes on the processor: XNNPACK, TensorFlow Lite's own kernels, or its plain reference kernels, which are slow.
	 * Operators that XNNPACK lacks run on the own kernels. Default: `"xnnpack"`.
	 */
	readonly kernelMode?: "xnnpack" | "builtin" | "reference";
	/**
	 * Absolute path of a file where XNNPACK keeps its packed weights, so that later sessions open faster; one of its own for
	 * each model. Default: none.
	 */
	readonly weightCache?: string;
	/** Name of the signature that the session runs. Default: the first of the file. */
	readonly signature?: string;
	/**
	 * On device `"gpu"` or `"npu"`: lets the processor run what the device does not take, all of it where the device is not
	 * there; a warning in the log says so. Default: false, UNAVAILABLE and UNSUPPORTED then.
	 */
	readonly fallback?: boolean;
	/**
	 * Absolute path of a library with a delegate of TensorFlow Lite, which takes the operators that it can: Edge TPU, NPUs of
	 * several makers. Only with TensorFlow Lite's library, not with LiteRT's. Default: none.
	 */
	readonly delegate?: string;
	/** The delegate's own options. */
	readonly delegateOptions?: Readonly<Record<string, string>>;
}

/** Keys and kinds of {@link LitertOptions}, the common ones left out. */
export const LITERT_OPTIONS: Record<Exclude<keyof LitertOptions, keyof NativeOptions>, OptionSchema[string]> = {
	kernelMode: ["xnnpack", "builtin", "reference"],
	weightCache: "string",
	signature: "string",
	fallback: "boolean",
	delegate: "string",
	delegateOptions: "record",
};

/** Checks what the kinds do not say. Throws INVALID_ARGUMENT. */
export function parseLitertOptions(options: LitertOptions): LitertOptions {
	for (const key of ["weightCache", "delegate"] as const)
		if (options[key] !== undefined && !isAbsolute(options[key]))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected an absolute path for option \`${key}\` of litert but received ${JSON.stringify(options[key])}.`,
			);
	for (const [name, value] of Object.entries(options.properties ?? {})) {
		if (!/^(xnnpack|runtime)\.[a-z0-9_]+$/.test(name))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected keys like \`xnnpack.flags\` or \`runtime.enable_profiling\` in \`properties\` of litert but received \`${name}\`.`,
			);
		if (/^$|[\r\n]/.test(value))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected one line of TOML for option \`properties.${name}\` of litert but received ${JSON.stringify(value)}.`,
			);
	}
	for (const [name, value] of Object.entries(options.delegateOptions ?? {}))
		if (typeof value !== "string")
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a string for option \`delegateOptions.${name}\` of litert but received ${JSON.stringify(value) ?? String(value)}.`,
			);
	return options;
}

/** The options as the engine library takes them. */
export function litertEngineOptions(options: LitertOptions): Record<string, string> {
	const { library: _library, search: _search, properties = {}, delegateOptions = {}, ...own } = options;
	const texts: Record<string, string> = {};
	for (const [key, value] of Object.entries(own)) if (value !== undefined) texts[key] = String(value);
	for (const [key, value] of Object.entries(delegateOptions)) texts[`delegate.${key}`] = value;
	return { ...texts, ...properties };
}
