import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearCache } from "./clear-cache.ts";
import { listCache } from "./list-cache.ts";
import { openCache } from "./open-cache.ts";
import { type OtherProcess, otherProcess } from "./testing/other-process.ts";

let parent = "";
let folder = "";
let other: OtherProcess | undefined;
beforeEach(async () => {
	parent = await mkdtemp(join(tmpdir(), "polyinfer clear "));
	folder = join(parent, "cache");
});
afterEach(async () => {
	await other?.end();
	other = undefined;
	await rm(parent, { recursive: true, force: true });
});

/** The folder of an entry of 100 bytes, which this process uses. */
async function make(kind: string, name: string): Promise<string> {
	const fill = (into: string): Promise<void> => writeFile(join(into, "model"), "1".repeat(100));
	return dirname((await openCache(folder).folder(kind, { name }, fill)).path);
}

/** As if the process that made it had ended. */
async function leave(entry: string): Promise<string> {
	for (const name of await readdir(entry)) if (name.startsWith("used-by-")) await rm(join(entry, name));
	return entry;
}

const namesIn = (path: string): Promise<string[]> => readdir(join(folder, "artifacts", path));

test("a cache that is not there is empty, and looking makes nothing", async () => {
	expect([await listCache(folder), await clearCache([], folder)]).toEqual([[], []]);
	expect(existsSync(folder)).toBe(false);
});

test("every entry is listed with its kind, its bytes and when it was used", async () => {
	const path = await make("compiled", "a");
	await utimes(join(path, "entry.json"), 1000, 1000);
	await make("mnn", "a");
	const [first, second] = (await listCache(folder)).toSorted((a, b) => a.usedMs - b.usedMs);
	expect(first).toEqual({ kind: "compiled", path, sizeBytes: 100, usedMs: 1_000_000, isWork: false });
	expect(second?.kind).toBe("mnn");
});

test("what no living process uses goes, of the kinds that were asked for", async () => {
	const [a, b, c] = [await make("compiled", "a"), await make("compiled", "b"), await make("mnn", "a")];
	await leave(a);
	await leave(c);
	expect(await clearCache(["compiled"], folder)).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ path: a, users: [] }),
			expect.objectContaining({ path: b, users: [process.pid] }),
		]),
	);
	expect([a, b, c].map(existsSync)).toEqual([false, true, true]);
	expect(await namesIn("")).toHaveLength(2);
	expect((await openCache(folder).folder("compiled", { name: "b" }, () => Promise.reject(new Error()))).reused).toBe(
		true,
	);
});

test("what another process was given stays until that process ends", async () => {
	const entry = await make("compiled", "a");
	other = otherProcess();
	await other.mark(entry);
	await leaveOwn(entry);
	expect(await clearCache([], folder)).toMatchObject([{ users: [other.pid] }]);
	await other.end();
	other = undefined;
	expect(await clearCache([], folder)).toMatchObject([{ users: [] }]);
	expect(existsSync(entry)).toBe(false);
});

test("a mark of another machine counts for a day, and one of an earlier process with this id for nothing", async () => {
	const entry = await leave(await make("compiled", "a"));
	const foreign = join(entry, "used-by-0123456789abcdef-77-5");
	await writeFile(foreign, "");
	expect(await clearCache([], folder)).toMatchObject([{ users: [77] }]);
	await utimes(foreign, 1000, 1000);
	expect(await clearCache([], folder)).toMatchObject([{ users: [] }]);
});

test("marks of processes that are gone are taken away by the next one", async () => {
	const entry = await make("compiled", "a");
	const [own = ""] = (await readdir(entry)).filter((name) => name.startsWith("used-by-"));
	await writeFile(join(entry, own.replace(/-\d+-\d*$/, "-1-99999999999999")), "");
	await make("compiled", "a");
	expect((await readdir(entry)).filter((name) => name.startsWith("used-by-"))).toEqual([own]);
});

test("what a living process fills stays, and what a killed one has left goes", async () => {
	const entry = await make("compiled", "a");
	const [own = ""] = (await readdir(entry)).filter((name) => name.startsWith("used-by-"));
	const [live, left] = [".unfinished-live", ".unfinished-left"].map((name) => join(folder, "artifacts", name)) as [
		string,
		string,
	];
	for (const path of [live, left]) await mkdir(path);
	await writeFile(join(live, own), "");
	await writeFile(join(left, own.replace(/-\d+-\d*$/, "-1-99999999999999")), "");
	await clearCache([], folder);
	expect([live, left].map(existsSync)).toEqual([true, false]);
});

test("what leads outside, or is not of ours, is neither listed nor removed", async () => {
	const entry = await leave(await make("compiled", "a"));
	const outside = join(parent, "outside");
	await rename(join(folder, "artifacts/compiled"), outside);
	await symlink(outside, join(folder, "artifacts/compiled"));
	await mkdir(join(folder, "artifacts/mnn"));
	await symlink(join(outside, entry.split("/").at(-1) as string), join(folder, "artifacts/mnn", "a".repeat(64)));
	await mkdir(join(folder, "artifacts/mnn/notes"));
	await mkdir(join(folder, "engines/openvino"), { recursive: true });
	expect([await listCache(folder), await clearCache([], folder)]).toEqual([[], []]);
	expect(await readdir(join(outside, entry.split("/").at(-1) as string, "files"))).toEqual(["model"]);
	expect(await namesIn("mnn")).toHaveLength(2);
	expect(existsSync(join(folder, "engines/openvino"))).toBe(true);
});

test("a link inside an entry is removed, and what it leads to stays", async () => {
	const entry = await leave(await make("compiled", "a"));
	const outside = join(parent, "outside");
	await mkdir(outside);
	await writeFile(join(outside, "mine"), "");
	await symlink(outside, join(entry, "files/link"));
	await clearCache([], folder);
	expect([existsSync(entry), existsSync(join(outside, "mine"))]).toEqual([false, true]);
});

test.skipIf(process.platform === "win32")("a cache that others may write is not touched", async () => {
	const entry = await leave(await make("compiled", "a"));
	await chmod(folder, 0o777);
	for (const call of [listCache(folder), clearCache([], folder)])
		await expect(call).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("chmod go-w") });
	expect(existsSync(entry)).toBe(true);
});

/** Leaves the marks of others. */
async function leaveOwn(entry: string): Promise<void> {
	for (const name of await readdir(entry)) if (name.includes(`-${process.pid}-`)) await rm(join(entry, name));
}
