import { GPU_SCHEMA } from "../../gpu-options.ts";
import type { OnnxRuntimeOptions } from "../../options.ts";

/** Levels of `POLYINFER_LOG` that ask for more than the engine logs by itself. */
const SEVERITIES: Readonly<Record<string, string>> = { debug: "verbose", info: "info" };

/**
 * The options as key and value texts, in the words of `options.h`; what the caller passes through comes last.
 * `logLevel` is that of `POLYINFER_LOG`, for callers who set no severity.
 */
export function engineOptions(
	options: OnnxRuntimeOptions,
	logLevel: string | undefined = process.env.POLYINFER_LOG,
): Record<string, string> {
	const {
		binding: _binding,
		library: _library,
		spinning = false,
		freeDimensions = {},
		properties = {},
		...given
	} = options;
	const rest = Object.entries(given).filter(([key]) => !Object.hasOwn(GPU_SCHEMA, key));
	const texts: Record<string, string> = { spinning: String(spinning) };
	const severity = SEVERITIES[logLevel ?? ""];
	if (severity !== undefined) texts.logSeverity = severity;
	for (const [key, value] of rest) if (value !== undefined) texts[key] = String(value);
	for (const [name, size] of Object.entries(freeDimensions)) texts[`freeDimension.${name}`] = String(size);
	for (const [key, value] of Object.entries(properties)) texts[`config.${key}`] = value;
	return texts;
}
