import { expect, test } from "vitest";
import { explainFailure } from "./explain-failure.ts";

test.each([
	["UNAVAILABLE", "libgone.so: cannot open shared object file: No such file or directory", "libgone.so"],
	["UNAVAILABLE", "/lib/libm.so.6: version `GLIBC_2.99' not found (required by /x/libonnxruntime.so.1)", "GLIBC_2.99"],
	["UNAVAILABLE", "/x/a.so: undefined symbol: gone", "`gone`"],
	["DEVICE_LOST", "The engine's process was ended by signal 9 (Killed) during this run.", "Run again"],
	["UNAVAILABLE", "No driver. Try: install it.", "Install it."],
	["OUT_OF_MEMORY", "No.", "`maxConcurrency`"],
] as const)("%s of `%s` says what to do", (code, message, advice) => {
	expect(explainFailure(code, message, "/x/a.so")).toContain(advice);
});

test("what nobody knows is left without advice", () => {
	expect(explainFailure("ENGINE", "Something odd.")).toBeUndefined();
});
