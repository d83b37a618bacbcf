import { expect, test } from "vitest";
import { joinLogs, logFromEnvironment } from "./log.ts";

function linesAt(level: string | undefined): string[] {
	const lines: string[] = [];
	const log = logFromEnvironment(level, (line) => lines.push(line));
	log?.("debug", "fake", "one");
	log?.("warning", "fake", "two\n");
	log?.("error", "fake", "three");
	return lines;
}

test("without POLYINFER_LOG nothing is printed", () => {
	expect(linesAt(undefined)).toEqual([]);
	expect(linesAt("")).toEqual([]);
});

test("POLYINFER_LOG=warning prints warnings and errors, a line each", () => {
	expect(linesAt("warning")).toEqual(["polyinfer: fake: warning: two\n", "polyinfer: fake: error: three\n"]);
});

test("POLYINFER_LOG=debug prints all", () => {
	expect(linesAt("debug")).toHaveLength(3);
});

test("a level that is none is INVALID_ARGUMENT, with the nearest one", () => {
	expect(() => linesAt("warnings")).toThrow(/POLYINFER_LOG but received "warnings"\. Did you mean `warning`\?/);
});

test("joined logs all get every line", () => {
	const got: string[] = [];
	joinLogs(
		(_level, _engine, text) => got.push(`a ${text}`),
		undefined,
		(_level, _engine, text) => got.push(`b ${text}`),
	)?.("info", "fake", "x");
	expect(got).toEqual(["a x", "b x"]);
	expect(joinLogs(undefined)).toBeUndefined();
});
