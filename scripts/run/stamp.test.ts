import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { onChange } from "./stamp.mjs";

let folder = "";
let worked = 0;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "stamp "));
	worked = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const step = (hash: string) => ({ stamp: join(folder, "stamps/step"), hash, makes: [join(folder, "made")] });
const work = async (): Promise<void> => {
	worked++;
	writeFileSync(join(folder, "made"), "");
};

test("works once for the same inputs, and again when they change", async () => {
	expect(await onChange(step("a"), work)).toBe(true);
	expect(await onChange(step("a"), work)).toBe(false);
	expect(await onChange(step("b"), work)).toBe(true);
	expect(worked).toBe(2);
});

test("works again when what it made is gone", async () => {
	await onChange(step("a"), work);
	rmSync(join(folder, "made"));
	expect(await onChange(step("a"), work)).toBe(true);
});

test("a failed work is done again, even when the inputs are changed back", async () => {
	await onChange(step("a"), work);
	await expect(onChange(step("b"), () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
	expect(existsSync(step("a").stamp)).toBe(false);
	expect(await onChange(step("a"), work)).toBe(true);
});
