import { expect, test } from "vitest";
import * as browser from "./browser.ts";
import * as node from "./node.ts";

test("browser and Node export the same names", () => {
	expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort());
});

test("plain tensors are zeroed, of every shape, and checked", () => {
	expect(browser.allocateTensor("int64", [2]).data).toEqual(BigInt64Array.of(0n, 0n));
	expect(browser.allocateTensor("string", [2]).data).toEqual(["", ""]);
	expect(browser.allocateTensor("float32", []).data).toEqual(Float32Array.of(0));
	expect(() => browser.allocateTensor("float32", [-1])).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
});
