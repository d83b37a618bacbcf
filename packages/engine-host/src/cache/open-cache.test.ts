import { existsSync, readdirSync } from "node:fs";
import {
	appendFile,
	chmod,
	chown,
	mkdir,
	mkdtemp,
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
import type { ArtifactCache, InferenceError } from "@polyinfer/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCache } from "./open-cache.ts";

let parent = "";
let folder = "";
let cache: ArtifactCache;
let fills = 0;

beforeEach(async () => {
	parent = await mkdtemp(join(tmpdir(), "polyinfer cache "));
	folder = join(parent, "deep/cache");
	cache = openCache(folder);
	fills = 0;
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function fill(into: string): Promise<void> {
	fills++;
	await mkdir(join(into, "sub"));
	await writeFile(join(into, "model.bin"), "weights");
	await writeFile(join(into, "sub/graph.txt"), "graph");
}

const key = { model: "abc", version: 3, fp16: false };
const ask = (): ReturnType<ArtifactCache["folder"]> => cache.folder("mnn", key, fill);
const failure = (call: Promise<unknown>): Promise<InferenceError> =>
	call.then(
		() => {
			throw new Error("expected a failure");
		},
		(error) => error,
	);
const leftOvers = (): string[] =>
	existsSync(join(folder, "artifacts"))
		? readdirSync(join(folder, "artifacts")).filter((name) => name.startsWith("."))
		: [];

test("an artifact is made once and given again, in whatever order its key was written", async () => {
	const first = await ask();
	expect(first.reused).toBe(false);
	expect(await readFile(join(first.path, "sub/graph.txt"), "utf8")).toBe("graph");
	const again = await openCache(folder).folder("mnn", { fp16: false, version: 3, model: "abc" }, fill);
	expect(again).toEqual({ path: first.path, reused: true });
	expect(fills).toBe(1);
	expect(leftOvers()).toEqual([]);
});

test("another key, kind or type of a value is another artifact", async () => {
	const paths = new Set([(await ask()).path]);
	for (const [kind, other] of [
		["ncnn", key],
		["mnn", { ...key, version: "3" }],
		["mnn", { ...key, model: "abd" }],
		["mnn", { ...key, fp16: true }],
	] as const)
		paths.add((await cache.folder(kind, other, fill)).path);
	expect(paths.size).toBe(5);
	expect(fills).toBe(5);
});

test("only the owner can read what is made", async () => {
	await ask();
	expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test.each([
	["a changed file of the same size", (path: string) => writeFile(join(path, "model.bin"), "WEIGHTS")],
	["a longer file", (path: string) => appendFile(join(path, "sub/graph.txt"), "!")],
	["a missing file", (path: string) => rm(join(path, "model.bin"))],
	["a file too many", (path: string) => writeFile(join(path, "extra"), "")],
	["a half-written manifest", (path: string) => writeFile(join(dirname(path), "entry.json"), '{"format":1,"fi')],
	["no manifest", (path: string) => rm(join(dirname(path), "entry.json"))],
	["a manifest of nothing", (path: string) => writeFile(join(dirname(path), "entry.json"), "null")],
	["no folder of files", (path: string) => rm(path, { recursive: true })],
	[
		"a link in place of a file",
		async (path: string) => {
			await rename(join(path, "model.bin"), join(parent, "elsewhere"));
			await symlink(join(parent, "elsewhere"), join(path, "model.bin"));
		},
	],
])("%s is noticed, and the artifact made again", async (_, damage) => {
	const { path } = await ask();
	await damage(path);
	expect(await ask()).toEqual({ path, reused: false });
	expect(await readFile(join(path, "model.bin"), "utf8")).toBe("weights");
	expect(await ask()).toEqual({ path, reused: true });
	expect(fills).toBe(2);
	expect(leftOvers()).toEqual([]);
});

test("an artifact under another one's name is not taken for it", async () => {
	const { path } = await ask();
	const other = await cache.folder("mnn", { ...key, model: "other" }, fill);
	await rm(dirname(other.path), { recursive: true });
	await rename(dirname(path), dirname(other.path));
	expect((await cache.folder("mnn", { ...key, model: "other" }, fill)).reused).toBe(false);
});

test("a failed filling is told as it is and leaves nothing", async () => {
	const error = await failure(
		cache.folder("mnn", key, async (into) => {
			await fill(into);
			throw new Error("the converter broke");
		}),
	);
	expect(error.message).toBe("the converter broke");
	expect(leftOvers()).toEqual([]);
	expect((await ask()).reused).toBe(false);
});

test("a filling that leaves a link is refused", async () => {
	const error = await failure(cache.folder("mnn", key, (into) => symlink("/etc/passwd", join(into, "model.bin"))));
	expect(error).toMatchObject({ code: "ENGINE", message: expect.stringContaining("model.bin is neither") });
	expect(leftOvers()).toEqual([]);
});

test("an abort before, while and after filling is ABORTED and leaves nothing", async () => {
	expect(await failure(cache.folder("mnn", key, fill, AbortSignal.abort()))).toMatchObject({ code: "ABORTED" });
	expect(fills).toBe(0);
	for (const rejects of [true, false]) {
		const controller = new AbortController();
		const filling = async (into: string): Promise<void> => {
			await fill(into);
			controller.abort("enough");
			if (rejects) throw new Error("stopped");
		};
		const error = await failure(cache.folder("mnn", key, filling, controller.signal));
		expect(error).toMatchObject({ code: "ABORTED", cause: "enough" });
		expect(leftOvers()).toEqual([]);
	}
	expect((await ask()).reused).toBe(false);
});

test("callers that fill the same at once all get it whole, and make the folders for it together", async () => {
	for (let i = 0; i < 50; i++) {
		const results = await Promise.all(Array.from({ length: 8 }, ask));
		expect(new Set(results.map(({ path }) => path)).size).toBe(1);
		expect((await ask()).reused).toBe(true);
		expect(leftOvers()).toEqual([]);
		await rm(join(parent, "deep"), { recursive: true });
	}
});

test("the least recently used artifacts leave when there is too much", async () => {
	const bounded = openCache(folder, { maxBytes: 2500 });
	const make = async (name: string) => {
		const { path, reused } = await bounded.folder("mnn", { name }, (into) =>
			writeFile(join(into, "model.bin"), Buffer.alloc(1000)),
		);
		return { path, reused, used: (hours: number) => utimes(join(dirname(path), "entry.json"), hours, hours) };
	};
	const [a, b] = [await make("a"), await make("b")];
	await a.used(1000);
	await b.used(2000);
	expect((await make("a")).reused).toBe(true);
	const c = await make("c");
	expect([a, b, c].map(({ path }) => existsSync(path))).toEqual([true, false, true]);
	await make("d");
	expect(existsSync(a.path), "what was used a moment ago stays").toBe(true);
});

test("what killed processes left goes away after some hours, what others fill now stays", async () => {
	await ask();
	const [old, young] = [join(folder, "artifacts/.unfinished-old"), join(folder, "artifacts/.unfinished-young")];
	for (const path of [old, young]) await mkdir(path);
	await utimes(old, 1000, 1000);
	await cache.folder("mnn", { other: true }, fill);
	expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

const windows = process.platform === "win32";

test.skipIf(windows)("a folder that others may write is refused, with the line to type", async () => {
	const { path } = await ask();
	await chmod(folder, 0o777);
	const error = await failure(ask());
	expect(error).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining(`chmod go-w ${folder}`) });
	expect(error.advice).toContain("POLYINFER_CACHE");
	await chmod(folder, 0o755);
	expect(await ask()).toEqual({ path, reused: true });
});

test.skipIf(process.getuid?.() !== 0)("a folder of somebody else is refused (needs root)", async () => {
	await ask();
	await chown(folder, 12345, 12345);
	expect(await failure(ask())).toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("belongs to user 12345"),
	});
});

test("a file in the folder's place is UNAVAILABLE", async () => {
	await mkdir(dirname(folder));
	await writeFile(folder, "");
	expect(await failure(ask())).toMatchObject({
		code: "UNAVAILABLE",
		advice: expect.stringContaining("POLYINFER_CACHE"),
	});
	expect(fills).toBe(0);
});

test("a folder that cannot be made is UNAVAILABLE and nothing is filled", async () => {
	// Not even root can make a folder here.
	cache = openCache("/proc/polyinfer");
	expect(await failure(ask())).toMatchObject({
		code: "UNAVAILABLE",
		advice: expect.stringContaining("POLYINFER_CACHE"),
	});
	expect(fills).toBe(0);
});

test.skipIf(windows || process.getuid?.() === 0)(
	"on a read-only disk what is there is given, and nothing new (not as root)",
	async () => {
		const { path } = await ask();
		await chmod(join(folder, "artifacts"), 0o500);
		expect(await ask()).toEqual({ path, reused: true });
		expect(await failure(cache.folder("mnn", { other: 1 }, fill))).toMatchObject({ code: "UNAVAILABLE" });
		await chmod(join(folder, "artifacts"), 0o700);
	},
);

test.each([["../up"], [""], ["Upper"], ["a/b"]])("a kind that is no plain name is refused: %j", async (kind) => {
	expect(await failure(cache.folder(kind, key, fill))).toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("a key with a number that is none is refused", async () => {
	expect(await failure(cache.folder("mnn", { threads: Number.NaN }, fill))).toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("opening touches nothing, and a relative POLYINFER_CACHE is told when it is used", async () => {
	expect(existsSync(dirname(folder))).toBe(false);
	const before = process.env.POLYINFER_CACHE;
	process.env.POLYINFER_CACHE = "relative";
	try {
		expect(await failure(openCache().folder("mnn", key, fill))).toMatchObject({ code: "UNAVAILABLE" });
	} finally {
		if (before === undefined) delete process.env.POLYINFER_CACHE;
		else process.env.POLYINFER_CACHE = before;
	}
});
