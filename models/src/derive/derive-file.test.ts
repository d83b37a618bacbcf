import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fetchSource } from "../fetch/fetch-source.ts";
import { type TinyPackage, tinyPackage } from "../fetch/testing/tiny-package.ts";
import { deriveFile } from "./derive-file.ts";

let tiny: TinyPackage;
let folder: string;
let made = 0;
const upperCase = (recipe: number) => ({
	recipe,
	make: async (from: string) => {
		made++;
		return (await readFile(join(from, "keys.txt"), "utf8")).toUpperCase();
	},
});
const derive = (recipe = 1) => deriveFile(tiny.source, upperCase(recipe), folder, "upper.txt");

beforeEach(async () => {
	made = 0;
	tiny = await tinyPackage();
	folder = (await fetchSource(tiny.source, { folder: tiny.cache, download: tiny.download })).path as string;
});
afterEach(() => tiny.remove());

test("makes a file once, with a note of what it was made from", async () => {
	expect(await Promise.all([derive(), derive()])).toEqual([join(folder, "upper.txt"), join(folder, "upper.txt")]);
	expect(await readFile(await derive(), "utf8")).toBe("A\nB");
	expect(made).toBe(1);
	expect((await readdir(folder)).sort()).toEqual(["keys.txt", "model.onnx", "upper.txt", "upper.txt.json"]);
});

test("makes it again where it was changed, or where the recipe is another", async () => {
	await writeFile(await derive(), "A\nC");
	expect(await readFile(await derive(), "utf8")).toBe("A\nB");
	await derive(2);
	expect(made).toBe(3);
});

test("makes it again where the source's files are others", async () => {
	await derive();
	const files = tiny.source.files.map((file) => ({ ...file, sha256: "1".repeat(64) }));
	await deriveFile({ ...tiny.source, files }, upperCase(1), folder, "upper.txt");
	expect(made).toBe(2);
});
