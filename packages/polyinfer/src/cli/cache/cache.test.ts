import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openCache } from "@polyinfer/engine-host/cache";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { diskChoices } from "../../disk-choices.ts";
import { type CliResult, catalogueOf, runCli } from "../../testing/run-cli.ts";

let parent = "";
let folder = "";
beforeEach(async () => {
	parent = await mkdtemp(join(tmpdir(), "polyinfer cache "));
	folder = join(parent, "cache");
	vi.stubEnv("POLYINFER_CACHE", folder);
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(parent, { recursive: true });
});

const cache = (...words: readonly string[]): Promise<CliResult> => runCli(["cache", ...words], catalogueOf());

/** An entry of so many bytes, as a process left it that has ended; its folder. */
async function make(kind: string, name: string, bytes = 1000): Promise<string> {
	const fill = (into: string): Promise<void> => writeFile(join(into, "model"), Buffer.alloc(bytes));
	const entry = dirname((await openCache().folder(kind, { name }, fill)).path);
	for (const file of await readdir(entry)) if (file.startsWith("used-by-")) await rm(join(entry, file));
	return entry;
}

async function engine(): Promise<string> {
	const library = join(folder, "engines/tiny/1.0.0/libtiny.so");
	await mkdir(dirname(library), { recursive: true });
	await writeFile(library, Buffer.alloc(5000));
	return library;
}

test("without arguments it lists each kind with entries, bytes and last use, the bound and the folder", async () => {
	const compiled = [await make("compiled", "a"), await make("compiled", "b", 500)];
	for (const [i, path] of compiled.entries()) await utimes(join(path, "entry.json"), 1e9 + i, 1e9 + i);
	await make("cuda-kernels", "a", 10);
	await make("of-tomorrow", "a", 1);
	await engine();
	await diskChoices().write("a race", "{}");
	const { exitCode, stdout } = await cache();
	expect(exitCode).toBe(0);
	const lines = stdout.split("\n").map((line) => line.trim().replace(/ {2,}/g, " | "));
	expect(lines.slice(0, 5)).toEqual([
		expect.stringMatching(/^compiled \| 2 entries \| 1\.5 kB \| used 2001-09-0\d \d\d:\d\d \| compiled models$/),
		expect.stringMatching(/^cuda-kernels \| 1 entry \| 10 bytes \| used .* \| compiled kernels for CUDA$/),
		"choices | 1 entry | 2 bytes | results of races between backends",
		"engines | 1 entry | 5 kB | engine libraries",
		expect.stringMatching(/^of-tomorrow \| 1 entry \| 1 bytes \| used .* \| of-tomorrow$/),
	]);
	expect(stdout).toContain("1.5 kB of at most 4.3 GB of what was made");
	expect(stdout).toContain(folder);
	expect((await cache("list")).stdout).toBe(stdout);
	expect((await cache("--json")).json()).toMatchObject({
		ok: true,
		folder,
		sizeBytes: 1511,
		maxBytes: 4 * 2 ** 30,
		kinds: [
			{
				kind: "compiled",
				title: "compiled models",
				folder: join(folder, "artifacts/compiled"),
				entries: 2,
				sizeBytes: 1500,
				lastUsed: "2001-09-09T01:46:41.000Z",
				isBounded: true,
			},
			{ kind: "cuda-kernels" },
			{ kind: "choices", lastUsed: null, isBounded: false },
			{ kind: "engines", folder: join(folder, "engines"), isBounded: false },
			{ kind: "of-tomorrow" },
		],
	});
});

test("where there is no cache it says so, and makes none", async () => {
	expect(await cache()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Nothing is in the cache.") });
	expect(await cache("clear")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("nothing to clear") });
	expect(existsSync(folder)).toBe(false);
});

test("clear removes what was made, and leaves engines", async () => {
	const made = [await make("compiled", "a"), await make("mnn", "a")];
	const library = await engine();
	await diskChoices().write("a race", "{}");
	const { exitCode, stdout } = await cache("clear");
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/compiled +1 removed +1 kB/);
	expect(stdout).toContain("2 kB freed.");
	expect(made.map(existsSync)).toEqual([false, false]);
	expect(await readdir(join(folder, "choices"))).toEqual([]);
	expect(existsSync(library)).toBe(true);
	expect((await cache("clear", "--json")).json()).toEqual({ ok: true, folder, freedBytes: 0, kinds: [] });
});

test("clear of a kind removes that kind alone", async () => {
	const [compiled, mnn] = [await make("compiled", "a"), await make("mnn", "a")];
	await diskChoices().write("a race", "{}");
	await cache("clear", "choices");
	expect([compiled, mnn].map(existsSync)).toEqual([true, true]);
	expect(await readdir(join(folder, "choices"))).toEqual([]);
	expect((await cache("clear", "mnn", "--json")).json()).toEqual({
		ok: true,
		folder,
		freedBytes: 1000,
		kinds: [{ kind: "mnn", removed: 1, freedBytes: 1000, inUse: 0, users: [] }],
	});
	expect([compiled, mnn].map(existsSync)).toEqual([true, false]);
});

test("what a living process uses stays, and that process is named", async () => {
	const gone = await make("compiled", "a");
	const { path } = await openCache().folder("compiled", { name: "b" }, (into) => writeFile(join(into, "model"), "1"));
	const { stdout } = await cache("clear");
	expect(stdout).toMatch(new RegExp(`compiled +1 removed +1 kB +1 left: process ${process.pid} uses it`));
	expect([gone, path].map(existsSync)).toEqual([false, true]);
});

test("links that lead outside are not followed", async () => {
	const outside = join(parent, "outside");
	await mkdir(outside);
	const mine = join(outside, `${"a".repeat(64)}.json`);
	await writeFile(mine, "{}");
	await mkdir(join(folder, "artifacts"), { recursive: true, mode: 0o700 });
	for (const name of ["choices", "links", "engines", "artifacts/compiled"]) await symlink(outside, join(folder, name));
	expect((await cache("--json")).json()).toMatchObject({ kinds: [] });
	await cache("clear");
	expect(existsSync(mine)).toBe(true);
	await rm(join(folder, "choices"));
	await mkdir(join(folder, "choices"));
	await symlink(mine, join(folder, "choices", `${"b".repeat(64)}.json`));
	await cache("clear");
	expect(existsSync(mine)).toBe(true);
});

test.skipIf(process.platform === "win32")("a cache that others may write is refused, with what to do", async () => {
	const made = await make("compiled", "a");
	await chmod(folder, 0o777);
	for (const words of [[], ["clear"]])
		expect(await cache(...words)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("chmod go-w") });
	expect(existsSync(made)).toBe(true);
});

test.each([
	[["clera"], "Did you mean `clear`?"],
	[["list", "compiled"], "Expected nothing after `polyinfer cache list`."],
	[["clear", "compild"], "There is no kind `compild` in the cache. Did you mean `compiled`? Kinds: compiled."],
	[["clear", "engines"], "engines leave by `polyinfer engines remove <engine>`"],
])("%j is a usage error, and removes nothing", async (words, sentence) => {
	const made = await make("compiled", "a");
	expect(await cache(...words)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(sentence) });
	expect(existsSync(made)).toBe(true);
});
