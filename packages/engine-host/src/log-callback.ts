import type { LogLevel } from "@polyinfer/core";

/** Takes one line of an engine. */
export type EngineLog = (level: LogLevel, text: string) => void;

const LEVELS: readonly LogLevel[] = ["debug", "info", "warning", "error"];

/** An {@link EngineLog} as the addon calls it. */
export function nativeLog(onLog: EngineLog | undefined): ((level: number, text: string) => void) | undefined {
	return onLog && ((level, text) => onLog(LEVELS[level] ?? "info", text));
}
