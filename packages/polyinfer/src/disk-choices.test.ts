import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { diskChoices } from "./disk-choices.ts";

const made: string[] = [];
afterEach(() => Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

async function newRoot(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "choices-"));
	made.push(folder);
	return join(folder, "cache");
}

test("what was written is read again, by another store over the same folder too, and only under its key", async () => {
	const root = await newRoot();
	await diskChoices(() => root).write("a", "first");
	await diskChoices(() => root).write("a", "second");
	const store = diskChoices(() => root);
	expect([await store.read("a"), await store.read("b")]).toEqual(["second", undefined]);
	const files = await readdir(join(root, "choices"));
	expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)]);
	expect((await stat(root)).mode & 0o777).toBe(0o700);
});

test("without a folder, or with a file in its place, nothing is kept and nothing rejects", async () => {
	const nowhere = diskChoices(() => {
		throw new Error("no home");
	});
	await nowhere.write("a", "text");
	expect(await nowhere.read("a")).toBeUndefined();
	const root = await newRoot();
	await writeFile(root, "a file");
	const blocked = diskChoices(() => root);
	await blocked.write("a", "text");
	expect(await blocked.read("a")).toBeUndefined();
});

test("the machine is told by its processor and how many may be used", () => {
	expect(diskChoices().machine).toMatch(/^\w+ \w+, .+, \d+ processors, \d+ GiB$/);
});
