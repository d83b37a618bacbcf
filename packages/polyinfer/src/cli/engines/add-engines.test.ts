import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import type { EngineSource } from "@polyinfer/engine-host";
import { expect, test, vi } from "vitest";
import type { CliResult } from "../../testing/run-cli.ts";
import { engineWorld } from "./testing/engine-world.ts";
import { copySources, tinyEngine, writeTinySdist, writeTinyWheel } from "./testing/tiny-engine.ts";

const world = engineWorld();
const folder = (): string => join(world.cache, "engines/tiny/1.0.0");
const noPip = spawnSync("python3", ["-m", "pip", "--version"]).status !== 0;
const withPip = test.skipIf(noPip);
const slowly = 60_000;

const rows = (result: CliResult) => result.json().engines as Record<string, unknown>[];
const leftOvers = (): string[] => {
	const engines = join(world.cache, "engines");
	return existsSync(engines) ? readdirSync(engines).filter((name) => name.startsWith(".")) : [];
};

withPip(
	"a wheel is fetched by pip, tried under another name and put in its place (needs pip)",
	async () => {
		const engine = tinyEngine([await writeTinyWheel(world.index)]);
		const result = await world.engines(["add", "tiny", "--json"], [engine]);
		expect(rows(result)).toMatchObject([{ id: "tiny", ok: true, fetched: true, folder: folder(), licence: "MIT" }]);
		expect(result.stderr).toMatch(/^The tiny engine 1\.0\.0: fetching tinyengine 1\.0\.0, \d+ (bytes|kB)$/m);
		expect(await readFile(join(folder(), "tiny/libs/libtiny.so"), "utf8")).toBe("a library");
		expect((await stat(join(folder(), "tiny/convert"))).mode & 0o111).not.toBe(0);
		expect(existsSync(join(folder(), "tiny/unwanted.py"))).toBe(false);
		expect(JSON.parse(await readFile(join(folder(), "engine.json"), "utf8"))).toMatchObject({
			id: "tiny",
			version: "1.0.0",
			library: "tiny/libs/libtiny.so",
			tools: { convert: "tiny/convert" },
			licence: "MIT",
		});
		expect(world.tried).toMatchObject([{ id: "tiny", environment: { POLYINFER_CACHE: expect.any(String) } }]);
		expect(world.tried[0]).not.toMatchObject({ environment: { POLYINFER_CACHE: world.cache } });
		expect(world.tried[0]?.environment).toHaveProperty("POLYINFER_TINY_LIBRARY", undefined);
		expect((await stat(world.cache)).mode & 0o077).toBe(0);
		expect(leftOvers()).toEqual([]);
	},
	slowly,
);

withPip(
	"an sdist is fetched without running any of its code, and built (needs pip)",
	async () => {
		const engine = tinyEngine([await writeTinySdist(world.index)], { build: copySources });
		const { exitCode, stderr } = await world.engines(["add", "tiny"], [engine]);
		expect(exitCode).toBe(0);
		expect(stderr.match(/building.*/g)).toEqual(["building, 0 %", "building, 50 %: tiny.c", "building, 100 %"]);
		expect(await readFile(join(folder(), "lib/libtiny.so"), "utf8")).toBe("int tiny;");
		expect(readdirSync(folder()).sort()).toEqual(["LICENSE.txt", "engine.json", "lib"]);
		expect(existsSync(join(world.index, "ran"))).toBe(false);
	},
	slowly,
);

test("what is there already needs neither pip nor network, and is not tried again", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	await world.engines(["add", "tiny", "--from", world.index], [engine]);
	vi.stubEnv("PATH", "");
	const again = await world.engines(["add", "tiny", "--json"], [engine]);
	expect(rows(again)).toMatchObject([{ ok: true, fetched: false, state: "runs" }]);
	expect(again.stderr).toBe("");
	expect(world.tried).toHaveLength(1);
});

test.each([
	["lost", (path: string) => rm(path)],
	["cut", (path: string) => writeFile(path, "")],
])("an engine of which a file was %s is fetched again, and said to be", async (_, damage) => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	await world.engines(["add", "tiny", "--from", world.index], [engine]);
	await damage(join(folder(), "tiny/libs/libtiny.so"));
	const { exitCode, stderr } = await world.engines(["add", "tiny", "--from", world.index], [engine]);
	expect(exitCode).toBe(0);
	expect(stderr).toMatch(/libtiny\.so .*: fetching it again/);
	expect(await readFile(join(folder(), "tiny/libs/libtiny.so"), "utf8")).toBe("a library");
	expect(leftOvers()).toEqual([]);
});

test("an engine made from other packages than are pinned now is replaced", async () => {
	const before = tinyEngine([await writeTinyWheel(world.index)]);
	await world.engines(["add", "tiny", "--from", world.index], [before]);
	const now = tinyEngine([await writeTinyWheel(world.index, "a better library")]);
	await world.engines(["add", "tiny", "--from", world.index], [now]);
	expect(await readFile(join(folder(), "tiny/libs/libtiny.so"), "utf8")).toBe("a better library");
});

test("two that add the same at once both succeed", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	const add = () => world.engines(["add", "tiny", "--from", world.index], [engine]);
	expect((await Promise.all([add(), add(), add()])).map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
	expect(readdirSync(join(world.cache, "engines"))).toEqual(["tiny"]);
});

test("one that fails does not keep the others back, and the exit code tells", async () => {
	const wheel = await writeTinyWheel(world.index);
	const engines = [tinyEngine([{ ...wheel, sha256: "0" }], { id: "bad" }), tinyEngine([wheel])];
	const result = await world.engines(["add", "bad", "tiny", "--from", world.index, "--json"], engines);
	expect(result.exitCode).toBe(1);
	expect(rows(result)).toMatchObject([
		{ id: "bad", ok: false },
		{ id: "tiny", ok: true },
	]);
});

/** How an attempt fails, and that nothing of it stays. */
async function failureOf(engine: EngineSource, words: readonly string[] = [], context = {}) {
	const result = await world.engines(["add", "tiny", ...words, "--json"], [engine], context);
	expect(result.exitCode).toBe(1);
	expect(existsSync(folder())).toBe(false);
	expect(leftOvers()).toEqual([]);
	return rows(result)[0] as { code: string; reason: string; advice?: string };
}
const fromIndex = () => ["--from", world.index];

test("without pip it says what to install", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	vi.stubEnv("PATH", world.index);
	expect(await failureOf(engine)).toMatchObject({
		code: "UNAVAILABLE",
		reason: "Engines are fetched by Python's pip, which is not on PATH.",
		advice: expect.stringMatching(/python3-pip|xcode-select|winget.*--from folder/),
	});
});

withPip(
	"without a network it says so, and what to set (needs pip)",
	async () => {
		const engine = tinyEngine([await writeTinyWheel(world.index)]);
		vi.stubEnv("PIP_NO_INDEX", "0");
		vi.stubEnv("PIP_FIND_LINKS", "");
		// Nothing listens on the discard port.
		vi.stubEnv("PIP_INDEX_URL", "http://127.0.0.1:9/");
		vi.stubEnv("NO_PROXY", "127.0.0.1");
		expect(await failureOf(engine)).toMatchObject({
			code: "UNAVAILABLE",
			reason: "pip cannot fetch tinyengine==1.0.0: its index cannot be reached.",
			advice: expect.stringContaining("PIP_PROXY"),
		});
	},
	slowly,
);

withPip(
	"an index that has no such package is told in pip's words (needs pip)",
	async () => {
		const engine = tinyEngine([await writeTinyWheel(world.index)]);
		await rm(join(world.index, readdirSync(world.index)[0] as string));
		expect(await failureOf(engine)).toMatchObject({
			code: "UNAVAILABLE",
			reason: "pip cannot fetch tinyengine==1.0.0: No matching distribution found for tinyengine==1.0.0",
			advice: expect.stringContaining("pip config list"),
		});
	},
	slowly,
);

withPip(
	"an archive with another hash is not unpacked (needs pip)",
	async () => {
		const engine = tinyEngine([await writeTinyWheel(world.index)]);
		await writeTinyWheel(world.index, "an evil library");
		expect(await failureOf(engine)).toMatchObject({
			code: "UNAVAILABLE",
			reason: expect.stringMatching(
				/^Expected sha256 [0-9a-f]{64} of tinyengine.*whl but received [0-9a-f]{64}; nothing/,
			),
		});
		expect(world.tried).toEqual([]);
	},
	slowly,
);

test("a folder that does not hold the archive is told with the line that fetches it", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	await writeTinyWheel(world.index, "another");
	expect(await failureOf(engine, fromIndex())).toMatchObject({
		code: "UNAVAILABLE",
		reason: expect.stringContaining("no archive there is it"),
		advice: `pip download tinyengine==1.0.0 --no-deps --only-binary=:all: --implementation cp --python-version 3.13 --platform manylinux_2_28_x86_64 --dest ${world.index}`,
	});
	expect(await failureOf(engine, ["--from", join(world.index, "none")])).toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("an archive that lacks a file is told by its name", async () => {
	const wheel = await writeTinyWheel(world.index);
	const engine = tinyEngine([{ ...wheel, files: ["tiny/libs/libother.so"] }]);
	expect(await failureOf(engine, fromIndex())).toMatchObject({
		code: "UNAVAILABLE",
		reason: "The archive of tinyengine 1.0.0 cannot be unpacked: it holds no tiny/libs/libother.so.",
	});
});

test("a platform without a wheel is UNSUPPORTED, with the way for a library of one's own", async () => {
	const engine = { ...tinyEngine([await writeTinyWheel(world.index)]), platforms: {} };
	expect(await failureOf(engine)).toMatchObject({
		code: "UNSUPPORTED",
		reason: expect.stringContaining(`for ${process.platform}-${process.arch}`),
		advice: expect.stringContaining("POLYINFER_TINY_LIBRARY=/"),
	});
});

test("a disk that is too small is OUT_OF_MEMORY before anything is fetched", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)], { diskBytes: 1e18 });
	vi.stubEnv("PATH", "");
	expect(await failureOf(engine)).toMatchObject({
		code: "OUT_OF_MEMORY",
		reason: expect.stringMatching(/is full: 1000000 TB are needed, .* are free/),
		advice: expect.stringContaining("POLYINFER_CACHE"),
	});
});

test("an engine that does not run the smoke model is not kept", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	const probe = async () =>
		({ id: "tiny", state: "found", stage: "load", reason: "its process ended with SIGSEGV" }) as const;
	expect(await failureOf(engine, fromIndex(), { probe })).toMatchObject({
		code: "UNAVAILABLE",
		stage: "load",
		reason: "The tiny engine 1.0.0 does not run here and was not kept: its process ended with SIGSEGV",
	});
});

test("a build that fails is told as it is", async () => {
	const build = () =>
		Promise.reject(new InferenceError("UNAVAILABLE", "There is no C++ compiler.", { advice: "apt-get install g++" }));
	const engine = tinyEngine([await writeTinySdist(world.index)], { build });
	expect(await failureOf(engine, fromIndex())).toMatchObject({
		code: "UNAVAILABLE",
		reason: "There is no C++ compiler.",
		advice: "apt-get install g++",
	});
});

test("whoever breaks it off finds nothing of it", async () => {
	const controller = new AbortController();
	const build = async ({ signal }: { signal?: AbortSignal }) => {
		controller.abort();
		expect(signal?.aborted).toBe(true);
	};
	const engine = tinyEngine([await writeTinySdist(world.index)], { build });
	const onInterrupt = () => controller.signal;
	expect(await failureOf(engine, fromIndex(), { onInterrupt })).toMatchObject({ code: "ABORTED" });
});

test("a cache that others may write, or that cannot be made, holds no engine", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	await mkdir(world.cache);
	await chmod(world.cache, 0o777);
	const refused = await failureOf(engine, fromIndex());
	expect(refused).toMatchObject({
		code: "UNAVAILABLE",
		reason: expect.stringContaining("can be written by other users"),
	});
	await rm(world.cache, { recursive: true });
	await writeFile(world.cache, "");
	const file = await world.engines(["add", "tiny", ...fromIndex(), "--json"], [engine]);
	expect(rows(file)).toMatchObject([{ code: "UNAVAILABLE", reason: expect.stringContaining("is no folder") }]);
});
