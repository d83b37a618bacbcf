import { checkOptions, InferenceError, type OptionSchema } from "@polyinfer/core";
import type { NativeEngine } from "./native-engine.ts";
import type { NativeOptions } from "./options.ts";

const COMMON: OptionSchema & Record<keyof NativeOptions, OptionSchema[string]> = {
	library: "string",
	search: ["system"],
	cache: "boolean",
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
