import { expect, test } from "vitest";
import { explainFailure } from "./explain-failure.ts";

test.each([
	["UNAVAILABLE", "libgone.so: cannot open shared object file: No such file or directory", "libgone.so"],
	["UNAVAILABLE", "/lib/libm.so.6: version `GLIBC_2.99' not found (required by /x/libonnxruntime.so.1)", "GLIBC_2.99"],
	["UNAVAILABLE", "/x/a.so: undefined symbol: gone", "`gone`"],
	["DEVICE_LOST", "The engine's process was ended by signal 9 (Killed) during this run.", "Run again"],
	["DEVICE_LOST", "The engine's process was ended by signal 15 (Terminated) during this run.", "Who ended it"],
	[
		"ENGINE",
		"The engine's process was ended by signal 11 (Segmentation fault) while it was opening the model.",
		"convert the model again",
	],
	["UNAVAILABLE", "The engine's process was ended by signal 11 (Segmentation fault) while it was loading.", "/x/a.so"],
	["UNAVAILABLE", "No driver. Try: install it.", "Install it."],
	["OUT_OF_MEMORY", "No.", "`maxConcurrency`"],
] as const)("%s of `%s` says what to do", (code, message, advice) => {
	expect(explainFailure(code, message, "/x/a.so")).toContain(advice);
});

test("a library that nobody has named is not named either", () => {
	const ended = "The engine's process was ended by signal 6 (Aborted) while it was loading.";
	expect(explainFailure("UNAVAILABLE", ended)).toBe(
		"Reinstall the engine's package: its library ends the process that loads it.",
	);
});

test("what nobody knows is left without advice", () => {
	expect(explainFailure("ENGINE", "Something odd.")).toBeUndefined();
});
