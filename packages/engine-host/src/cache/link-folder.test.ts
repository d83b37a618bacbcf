import { chmod, mkdtemp, readdir, readFile, realpath, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkFolder } from "./link-folder.ts";

let folder = "";
let cache = "";
beforeEach(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-links-")));
	cache = join(folder, "cache");
	for (const name of ["a.so", "b.so"]) await writeFile(join(folder, name), name);
});
afterEach(() => rm(folder, { recursive: true }));

const links = (): Record<string, string> => ({ "one.so": join(folder, "a.so"), "two.so": join(folder, "b.so") });

test("many at once get the same folder, whole, and leave nothing else", async () => {
	const folders = await Promise.all(Array.from({ length: 20 }, () => linkFolder(links(), cache)));
	expect(new Set(folders).size).toBe(1);
	expect(await readFile(join(folders[0] ?? "", "one.so"), "utf8")).toBe("a.so");
	expect(await readdir(join(cache, "links"))).toHaveLength(1);
	expect(await linkFolder({ ...links(), "two.so": join(folder, "a.so") }, cache)).not.toBe(folders[0]);
});

test("a link that was turned elsewhere is mended, and one that was added goes", async () => {
	const made = await linkFolder(links(), cache);
	await unlink(join(made, "one.so"));
	await symlink(join(folder, "b.so"), join(made, "one.so"));
	expect(await readFile(join(await linkFolder(links(), cache), "one.so"), "utf8")).toBe("a.so");
	await symlink(join(folder, "b.so"), join(made, "three.so"));
	expect((await readdir(await linkFolder(links(), cache))).sort()).toEqual(["one.so", "two.so"]);
});

test("a cache that others may write is refused", async () => {
	await linkFolder(links(), cache);
	await chmod(cache, 0o777);
	await expect(linkFolder(links(), cache)).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("chmod go-w"),
	});
});
