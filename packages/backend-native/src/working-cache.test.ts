import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ArtifactCache, InferenceError } from "@polyinfer/core";
import { expect, test } from "vitest";
import { workingCache } from "./working-cache.ts";

const fill = (folder: string): Promise<void> => writeFile(join(folder, "a"), "made");
const broken: ArtifactCache = {
	folder: () => Promise.reject(new InferenceError("UNAVAILABLE", "There is no folder for a cache.")),
};

test.each([undefined, broken])("without a cache that works, what is made lasts until it is disposed", async (cache) => {
	const working = workingCache(cache);
	const { path, reused } = await working.folder("kind", { a: 1 }, fill);
	expect(await readFile(join(path, "a"), "utf8")).toBe("made");
	expect(reused).toBe(false);
	await working.dispose();
	expect(existsSync(path)).toBe(false);
});

test("what the maker of the files rejects with is told, and nothing stays", async () => {
	let made = "";
	const missing = new InferenceError("UNAVAILABLE", "The converter is missing.");
	const working = workingCache({ folder: (_kind, _key, make) => make("/nowhere") as never });
	await expect(working.folder("kind", {}, () => Promise.reject(missing))).rejects.toBe(missing);
	const alone = workingCache(undefined);
	const failing = alone.folder("kind", {}, async (folder) => {
		made = folder;
		throw missing;
	});
	await expect(failing).rejects.toBe(missing);
	await alone.dispose();
	expect(made).not.toBe("");
	expect(existsSync(made)).toBe(false);
});
