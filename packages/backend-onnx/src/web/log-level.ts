import type { LogLevel } from "@polyinfer/core";

const LEVELS: Readonly<Record<string, LogLevel>> = { V: "debug", I: "info", W: "warning", E: "error", F: "error" };

/** How loud a line of ONNX Runtime is: `2026-11-23 10:00:00.0 [W:onnxruntime:, graph.cc:12 Name] text`. Other lines are `"info"`. */
export function logLevelOf(line: string): LogLevel {
	return LEVELS[/\[([VIWEF]):onnxruntime/.exec(line)?.[1] ?? ""] ?? "info";
}
