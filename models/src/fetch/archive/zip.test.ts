import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SourceFile } from "../source.ts";
import { packFolder } from "./pack-folder.ts";
import { readArchive } from "./read-archive.ts";
import { readZip } from "./zip.ts";

const files = { "a/one.txt": "1", "a/b/two.txt": "22", "c.txt": "333" };
let folder: string;
let wheel: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-zip-"));
	wheel = join(folder, "tiny.whl");
	await writeFile(wheel, zipSync(Object.fromEntries(Object.entries(files).map(([k, v]) => [k, Buffer.from(v)]))));
});
afterEach(() => rm(folder, { recursive: true }));

const wantFolder = (sizeBytes: number): SourceFile => ({ path: "a/", name: "a.zip", sizeBytes, sha256: "" });
const texts = (read: ReadonlyMap<string, Uint8Array>) =>
	Object.fromEntries([...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));

test("packs a wanted folder into one file that is read back by path", async () => {
	const packed = (await readZip(wheel, [wantFolder(1000)])).get("a/") as Uint8Array;
	const archive = join(folder, "a.zip");
	await writeFile(archive, packed);
	expect(texts(await readArchive(archive))).toEqual({ "one.txt": "1", "b/two.txt": "22" });
	expect(texts(await readArchive(archive, (path) => path.startsWith("b/")))).toEqual({ "b/two.txt": "22" });
	expect(await readFile(archive, "latin1")).toContain("22");
});

test("the same files make the same bytes, in whatever order they come", () => {
	const entries = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
	expect(packFolder(new Map(entries))).toEqual(packFolder(new Map(entries.toReversed())));
});

test("a folder that is absent or unpacks to more than was expected is left out", async () => {
	expect(await readZip(wheel, [{ ...wantFolder(1000), path: "z/" }])).toEqual(new Map());
	expect(await readZip(wheel, [wantFolder(2)])).toEqual(new Map());
});

test("files and folders are taken side by side", async () => {
	const file: SourceFile = { path: "c.txt", name: "c.txt", sizeBytes: 3, sha256: "" };
	expect([...(await readZip(wheel, [file, wantFolder(1000)])).keys()]).toEqual(["c.txt", "a/"]);
});
