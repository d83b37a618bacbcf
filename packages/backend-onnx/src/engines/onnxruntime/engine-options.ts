import type { OnnxRuntimeOptions } from "../../options.ts";

/** The options as key and value texts, in the words of `options.h`; what the caller passes through comes last. */
export function engineOptions(options: OnnxRuntimeOptions): Record<string, string> {
	const {
		binding: _binding,
		library: _library,
		spinning = false,
		freeDimensions = {},
		properties = {},
		...rest
	} = options;
	const texts: Record<string, string> = { spinning: String(spinning) };
	for (const [key, value] of Object.entries(rest)) if (value !== undefined) texts[key] = String(value);
	for (const [name, size] of Object.entries(freeDimensions)) texts[`freeDimension.${name}`] = String(size);
	for (const [key, value] of Object.entries(properties)) texts[`config.${key}`] = value;
	return texts;
}
