import { expect, test } from "vitest";
import { align } from "./align.ts";

test("columns are as wide as their widest cell, and colours take no room", () => {
	expect(align([["a", "\x1b[32mruns\x1b[39m", "x"], ["long", "is", ""], ["b"]])).toEqual([
		"  a     \x1b[32mruns\x1b[39m  x",
		"  long  is",
		"  b",
	]);
});
