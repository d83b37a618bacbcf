import { expect, test } from "vitest";
import { rebuild, staleness, stalenessHere } from "./wasm-record.mjs";
import { wasmSources } from "./wasm-sources.mjs";

test("the committed ops.wasm was made from the kernels as they are", () => {
	expect(stalenessHere(), `Type: ${rebuild}`).toEqual([]);
});

test("the headers that kernels include are among the sources, and what only the addon has is not", () => {
	expect(wasmSources()).toEqual(
		expect.arrayContaining(["packages/ops/native/simd.h", "packages/ops/src/to-tensor/kernel.cc"]),
	);
	expect(wasmSources().filter((file) => file.includes("addon"))).toEqual([]);
});

test("every way of being out of date is told", () => {
	const record = { clang: "", linker: "", flags: "", sources: { same: "1", changed: "2", gone: "3" }, wasm: "4" };
	expect(staleness(record, { same: "1", changed: "5", added: "6" }, "7")).toEqual([
		"added is not in it.",
		"changed has changed since.",
		"gone is no longer there.",
		"ops.wasm is not the file that was recorded.",
	]);
});
