import { InferenceError, type LogLevel, type LogSink, suggestion } from "@polyinfer/core";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warning", "error"];

/**
 * Where engines' log lines go by the environment variable `POLYINFER_LOG`: lines of this level and above to `write`,
 * as `polyinfer: engine: level: text`. `undefined` where the variable is not set. Throws INVALID_ARGUMENT for a word
 * that is no level.
 */
export function logFromEnvironment(level: string | undefined, write: (line: string) => void): LogSink | undefined {
	if (!level) return undefined;
	const least = LEVELS.indexOf(level as LogLevel);
	if (least < 0)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected ${LEVELS.join(", ")} in POLYINFER_LOG but received "${level}".${suggestion(level, LEVELS)}`,
		);
	return (lineLevel, engine, text) => {
		if (LEVELS.indexOf(lineLevel) >= least) write(`polyinfer: ${engine}: ${lineLevel}: ${text.trimEnd()}\n`);
	};
}

/** One sink that gives every line to each of `sinks`; `undefined` where there is none. */
export function joinLogs(...sinks: readonly (LogSink | undefined)[]): LogSink | undefined {
	const used = sinks.filter((sink) => sink !== undefined);
	if (used.length < 2) return used[0];
	return (level, engine, text) => {
		for (const sink of used) sink(level, engine, text);
	};
}
