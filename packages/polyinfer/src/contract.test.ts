import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compile } from "./testing/compile.ts";

const path = fileURLToPath(new URL("testing/typed-program.ts", import.meta.url));
const source = readFileSync(path, "utf8");

test("the public types promise and refuse what a typed program says", { timeout: 60_000 }, () => {
	expect(compile({ [path]: source })).toEqual([]);
});

test("a promise that does not hold is a fault", { timeout: 60_000 }, () => {
	const wrong = source.replace("toEqualTypeOf<string[]>()", "toEqualTypeOf<number[]>()");
	expect(wrong).not.toBe(source);
	expect(compile({ [path]: wrong })).toHaveLength(1);
});
