import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeAtomically } from "./write-atomically.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-write-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("makes the folder and replaces the file as a whole", async () => {
	const path = join(folder, "a/b.txt");
	await writeAtomically(path, "first and long");
	await writeAtomically(path, "second");
	expect(await readFile(path, "utf8")).toBe("second");
	expect(await readdir(join(folder, "a"))).toEqual(["b.txt"]);
});

test("leaves no part behind where the file cannot be put in place", async () => {
	await writeAtomically(join(folder, "taken/inside.txt"), "");
	await expect(writeAtomically(join(folder, "taken"), "x")).rejects.toThrow();
	expect(await readdir(folder)).toEqual(["taken"]);
});
