import { existsSync } from "node:fs";
import {
	chmod,
	chown,
	mkdtemp,
	readdir,
	readFile,
	rename,
	rm,
	stat,
	symlink,
	utimes,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearCache } from "./clear-cache.ts";
import { openCache } from "./open-cache.ts";
import { otherProcess } from "./testing/other-process.ts";
import { type WorkFolder, workFolder } from "./work-folder.ts";

let folder = "";
let cache = "";
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer work "));
	cache = join(folder, "cache");
});
afterEach(() => rm(folder, { recursive: true }));

const ask = (model: string, maxBytes?: number): Promise<WorkFolder> =>
	workFolder("engine-files", { model }, cache, maxBytes === undefined ? {} : { maxBytes });
const fill = ({ path }: WorkFolder, bytes = 1000): Promise<void> => writeFile(join(path, "plan"), Buffer.alloc(bytes));
/** As if it was last used then. */
const used = ({ path }: WorkFolder, seconds: number): Promise<void> =>
	utimes(join(dirname(path), "entry.json"), seconds, seconds);
const marks = async ({ path }: WorkFolder): Promise<string[]> =>
	(await readdir(dirname(path))).filter((name) => name.startsWith("used-by-"));

test("there is a folder for each key, which keeps what the engine wrote", async () => {
	const made = await workFolder("engine-files", { model: "a", level: 3 }, cache);
	await writeFile(join(made.path, "plan"), "compiled");
	await made.release();
	const again = await workFolder("engine-files", { level: 3, model: "a" }, cache);
	expect(again.path).toBe(made.path);
	expect(await readFile(join(again.path, "plan"), "utf8")).toBe("compiled");
	expect((await stat(again.path)).mode & 0o777).toBe(0o700);
	expect((await ask("b")).path).not.toBe(made.path);
	await expect(workFolder("../x", {}, cache)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("what was released and used least lately leaves when there is too much, and artifacts count with it", async () => {
	const artifact = await openCache(cache).folder("mnn", { a: 1 }, (into) =>
		writeFile(join(into, "model"), "1".repeat(900)),
	);
	await utimes(join(dirname(artifact.path), "entry.json"), 500, 500);
	const [a, b, c] = [await ask("a"), await ask("b"), await ask("c")];
	for (const [i, one] of [a, b, c].entries()) {
		await fill(one);
		await one.release();
		await used(one, 1000 * (i + 1));
	}
	const d = await ask("d", 2500);
	expect([artifact, a, b, c, d].map(({ path }) => existsSync(path))).toEqual([false, false, true, true, true]);
	await fill(d);
	await d.release();
	expect(existsSync(b.path), "the bound of that one is larger, until it is released").toBe(false);
});

test("a folder that is in use stays however old it is, and goes once it is released", async () => {
	const [old, other] = [await ask("old"), await ask("old")];
	await fill(old);
	await used(old, 1000);
	await (await ask("new", 10)).release();
	expect(existsSync(old.path)).toBe(true);
	await Promise.all([old.release(), old.release()]);
	expect(await marks(old), "the other user's").toHaveLength(1);
	await used(old, 1000);
	await ask("new", 10);
	expect(existsSync(old.path)).toBe(true);
	await other.release();
	await used(old, 1000);
	await ask("new", 10);
	expect(existsSync(old.path)).toBe(false);
});

test("a folder that another process uses stays until that has ended, also killed", async () => {
	const old = await ask("old");
	const process = otherProcess();
	await process.mark(dirname(old.path));
	await old.release();
	await used(old, 1000);
	await fill(old);
	await ask("new", 10);
	expect(existsSync(old.path)).toBe(true);
	expect(await clearCache(["engine-files"], cache)).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ path: dirname(old.path), users: [process.pid], sizeBytes: 1000 }),
		]),
	);
	await process.end();
	await ask("new", 10);
	expect(existsSync(old.path)).toBe(false);
});

test("users that come and go at once all have their folder while they hold it", async () => {
	const turns = Array.from({ length: 8 }, async (_, i) => {
		for (let turn = 0; turn < 15; turn++) {
			const held = await ask(String((i + turn) % 3), 1);
			await writeFile(join(held.path, `of-${i}`), "x".repeat(10));
			if (turn % 3 === 0) await clearCache([], cache);
			expect(await readFile(join(held.path, `of-${i}`), "utf8")).toHaveLength(10);
			await held.release();
		}
	});
	await Promise.all(turns);
	await clearCache([], cache);
	expect((await readdir(join(cache, "artifacts"), { recursive: true })).filter((name) => name.includes("of-"))).toEqual(
		[],
	);
});

test("a damaged or missing manifest is no reason to lose or to keep the folder for ever", async () => {
	const made = await ask("a");
	await fill(made);
	await made.release();
	await writeFile(join(dirname(made.path), "entry.json"), "{");
	expect((await ask("a")).path).toBe(made.path);
	expect(existsSync(join(made.path, "plan"))).toBe(true);
});

const windows = process.platform === "win32";

test.skipIf(windows)("a cache, kind or folder that others may write is refused", async () => {
	const { path } = await ask("a");
	for (const level of [cache, join(cache, "artifacts"), dirname(dirname(path)), dirname(path), path]) {
		await chmod(level, 0o777);
		await expect(ask("a"), level).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining(`chmod go-w ${level}`),
		});
		await chmod(level, 0o700);
	}
	await ask("a");
});

test.skipIf(process.getuid?.() !== 0)("a folder of somebody else is refused (needs root)", async () => {
	const { path } = await ask("a");
	await chown(path, 12345, 12345);
	await expect(ask("a")).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("belongs to user"),
	});
});

test("a link in the folder counts as nothing and leads nowhere", async () => {
	const outside = join(folder, "outside");
	await writeFile(outside, "1".repeat(5000));
	const made = await ask("a");
	await symlink(outside, join(made.path, "link"));
	await made.release();
	const [entry] = await clearCache([], cache);
	expect(entry).toMatchObject({ kind: "engine-files", sizeBytes: 0, users: [] });
	expect([existsSync(made.path), existsSync(outside)]).toEqual([false, true]);
	const moved = await ask("b");
	await moved.release();
	await rename(dirname(moved.path), join(folder, "elsewhere"));
	await symlink(join(folder, "elsewhere"), dirname(moved.path));
	expect(await clearCache([], cache)).toEqual([]);
	expect(existsSync(join(folder, "elsewhere/files"))).toBe(true);
});
