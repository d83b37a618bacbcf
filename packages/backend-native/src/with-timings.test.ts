import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCache } from "@polyinfer/engine-host/cache";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TimingsToOpen, withTimings } from "./with-timings.ts";

let folder = "";
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
});
afterEach(() => rm(folder, { recursive: true }));

const key = { model: "a", library: "1" };
const measuring = async ({ options }: TimingsToOpen): Promise<string> => {
	await writeFile(options.timingCache as string, "measured");
	return "built";
};

test("the first build is told where to write, later ones read that", async () => {
	const cache = openCache(folder);
	expect(await withTimings({ cache, key }, measuring)).toBe("built");
	const again = await withTimings({ cache, key }, async (more) => more);
	expect(again.options).toEqual({});
	expect(again.files.map(({ name }) => name)).toEqual(["timing"]);
	expect(await readFile(again.files[0]?.path as string, "utf8")).toBe("measured");
	const other = await withTimings({ cache, key: { ...key, library: "2" } }, async (more) => more);
	expect(other.files).toEqual([]);
});

test("a build that fails, or that measures nothing, leaves nothing behind", async () => {
	const cache = openCache(folder);
	const paths: string[] = [];
	const failing = async ({ options }: TimingsToOpen): Promise<never> => {
		paths.push(options.timingCache as string);
		throw new Error("no");
	};
	await expect(withTimings({ cache, key }, failing)).rejects.toThrow("no");
	await withTimings({ cache, key }, async () => "measured nothing");
	expect((await withTimings({ cache, key }, async (more) => more)).files).toEqual([]);
	await expect(readdir(join(paths[0] as string, ".."))).rejects.toMatchObject({ code: "ENOENT" });
});

test("what the disk has spoilt is measured anew", async () => {
	const cache = openCache(folder);
	await withTimings({ cache, key }, measuring);
	const { files } = await withTimings({ cache, key }, async (more) => more);
	await rm(files[0]?.path as string);
	await writeFile(files[0]?.path as string, "other");
	expect((await withTimings({ cache, key }, async (more) => more)).files).toEqual([]);
});
