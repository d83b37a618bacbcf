import { checkOptions, InferenceError, type OptionSchema } from "@polyinfer/core";
import { PLUGIN } from "./plugin-id.ts";

/** Options of the backend `plugin`. */
export interface PluginOptions {
	/** Absolute path of the plug-in: a library that exports `polyinfer_engine_get` of `polyinfer/engine.h`. */
	readonly library: string;
	/** Absolute path of the vendor's own library, where the plug-in wants one: `poly_load.library`. */
	readonly vendorLibrary?: string;
	/** `poly_load.options`. */
	readonly loadProperties?: Readonly<Record<string, string>>;
	/** `poly_open.options`. */
	readonly properties?: Readonly<Record<string, string>>;
	/**
	 * Runs the plug-in in this process: quicker by some microseconds a run, but where it crashes, so does the program, and a
	 * run that hangs stays. Only for plug-ins that you trust as you trust the program. Default: false, in a process of its own.
	 */
	readonly inProcess?: boolean;
	/** Longest time of one run in a process of its own, in milliseconds; then it is TIMEOUT. Default: 60,000. */
	readonly runTimeoutMs?: number;
}

const SCHEMA: OptionSchema & Record<keyof PluginOptions, OptionSchema[string]> = {
	library: "string",
	vendorLibrary: "string",
	loadProperties: "record",
	properties: "record",
	inProcess: "boolean",
	runTimeoutMs: "count",
};

/** Checks what a caller gave. Throws INVALID_ARGUMENT, with the nearest known key where there is one. */
export function parsePluginOptions(given: Readonly<Record<string, unknown>>): PluginOptions {
	checkOptions(given, SCHEMA, PLUGIN);
	const { library } = given as { readonly library?: string };
	if (library === undefined)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			"Expected option `library` of plugin, the absolute path of a plug-in, but received none.",
		);
	for (const record of ["loadProperties", "properties"])
		for (const [key, value] of Object.entries((given[record] ?? {}) as Record<string, unknown>))
			if (typeof value !== "string")
				throw new InferenceError(
					"INVALID_ARGUMENT",
					`Expected a string for option \`${record}.${key}\` of plugin but received ${JSON.stringify(value) ?? String(value)}.`,
				);
	return given as unknown as PluginOptions;
}
