import { checkOptions, InferenceError, type OptionSchema } from "@polyinfer/core";
import type { NativeEngine } from "./native-engine.ts";

/** Options that every native engine takes. */
export interface NativeOptions {
	/**
	 * Absolute path of the vendor's shared library. Default: the variable `POLYINFER_<ID>_LIBRARY`, else our package for this
	 * platform, else what `polyinfer engines add <id>` has fetched.
	 */
	readonly library?: string;
	/** `"system"`: where the library is in none of these places, look into the system's folders and Python environments too. */
	readonly search?: "system";
	/** Entries of the engine's own configuration, passed as they are. */
	readonly properties?: Readonly<Record<string, string>>;
}

const COMMON: OptionSchema & Record<keyof NativeOptions, OptionSchema[string]> = {
	library: "string",
	search: ["system"],
	properties: "record",
};

/** Checks what a caller gave to `engine`. Throws INVALID_ARGUMENT, with the nearest known key where there is one. */
export function parseOptions<Options extends NativeOptions>(
	engine: Pick<NativeEngine<Options>, "id" | "options" | "parse">,
	given: Readonly<Record<string, unknown>>,
): Options {
	checkOptions(given, { ...engine.options, ...COMMON }, engine.id);
	const options = given as Options;
	for (const [key, value] of Object.entries(options.properties ?? {}))
		if (typeof value !== "string")
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a string for option \`properties.${key}\` of ${engine.id} but received ${JSON.stringify(value) ?? String(value)}.`,
			);
	return engine.parse?.(options) ?? options;
}
