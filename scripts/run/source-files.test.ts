import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashFiles, sourceFiles } from "./source-files.mjs";

let folder = "";

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "source files "));
	mkdirSync(join(folder, "src"));
	mkdirSync(join(folder, "dist"));
	writeFileSync(join(folder, "src/a.ts"), "one");
	writeFileSync(join(folder, "src/b.h"), "two");
	writeFileSync(join(folder, "dist/a.js"), "made");
});
afterEach(() => rmSync(folder, { recursive: true }));

const hash = (...facts: string[]): string => hashFiles(folder, sourceFiles(folder), ...facts);

test("lists sources, not what is made from them", () => {
	expect(sourceFiles(folder)).toEqual([join(folder, "src/a.ts"), join(folder, "src/b.h")]);
	expect(sourceFiles(folder, /\.h$/)).toEqual([join(folder, "src/b.h")]);
});

test("the hash follows content, name and facts, and nothing else", () => {
	const before = hash();
	writeFileSync(join(folder, "dist/a.js"), "other");
	writeFileSync(join(folder, "src/a.ts"), "one");
	expect(hash()).toBe(before);
	expect(hash("g++ 12")).not.toBe(before);
	writeFileSync(join(folder, "src/a.ts"), "two");
	expect(hash()).not.toBe(before);
	writeFileSync(join(folder, "src/a.ts"), "one");
	rmSync(join(folder, "src/b.h"));
	writeFileSync(join(folder, "src/c.h"), "two");
	expect(hash()).not.toBe(before);
});
