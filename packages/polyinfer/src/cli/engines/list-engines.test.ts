import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createFakeBackend } from "@polyinfer/conformance";
import { expect, test, vi } from "vitest";
import { catalogueOf, runCli } from "../../testing/run-cli.ts";
import { engineWorld } from "./testing/engine-world.ts";
import { tinyEngine, writeTinyWheel } from "./testing/tiny-engine.ts";

const world = engineWorld();
const library = (): string => join(world.cache, "engines/tiny/1.0.0/tiny/libs/libtiny.so");

async function addTiny() {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	await world.engines(["add", "tiny", "--from", world.index], [engine]);
	return engine;
}

test("what is missing is listed with its sizes, its licence and the line to type", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	const absent = createFakeBackend({
		id: "tiny",
		missing: { reason: "not here", advice: "npx polyinfer engines add tiny" },
	});
	const list = (words: readonly string[]) =>
		runCli(["engines", "list", ...words], catalogueOf(absent), {
			engineSources: () => Promise.resolve([engine]),
			probe: () => Promise.reject(new Error("nothing to try")),
		});
	const { exitCode, stdout } = await list([]);
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/tiny +missing +1\.0\.0, MIT, .* to fetch, 100 bytes on disk/);
	expect(stdout).toContain("-> npx polyinfer engines add tiny");
	expect((await list(["--json"])).json()).toMatchObject({
		ok: true,
		folder: world.cache,
		engines: [{ id: "tiny", state: "missing", folder: null, licence: "MIT", advice: "npx polyinfer engines add tiny" }],
	});
	expect(existsSync(world.cache), "looking makes nothing").toBe(false);
});

test("what was added is listed with its folder and how far it gets", async () => {
	const engine = await addTiny();
	const { stdout } = await world.engines(["list"], [engine]);
	expect(stdout).toMatch(/tiny +runs +1\.0\.0, MIT, \d+ bytes on disk, smoke model right in 1 ms/);
	expect(stdout).toContain(join(world.cache, "engines/tiny/1.0.0"));
});

test("a user without a folder for a cache still gets the list", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	vi.stubEnv("POLYINFER_CACHE", "relative");
	const probe = () => Promise.resolve({ id: "tiny", state: "runs", library: "/own/libtiny.so" } as const);
	const { stdout, exitCode } = await world.engines(["list"], [engine], { probe });
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/tiny +runs/);
	expect(stdout).toContain("/own/libtiny.so");
});

test("test compares every file with its hash, then runs the smoke model", async () => {
	const engine = await addTiny();
	expect((await world.engines(["test", "tiny"], [engine])).exitCode).toBe(0);
	await writeFile(library(), "b library");
	const { exitCode, stdout } = await world.engines(["test"], [engine]);
	expect(exitCode).toBe(1);
	expect(stdout).toMatch(/tiny +found/);
	expect(stdout).toContain(`${library()} has another content than it had`);
	expect(stdout).toContain("-> npx polyinfer engines add tiny");
});

test("test says what was not added, and fails for one that was asked for", async () => {
	const engine = tinyEngine([await writeTinyWheel(world.index)]);
	const none = await world.engines(["test"], [engine]);
	expect([none.exitCode, none.stdout]).toEqual([0, expect.stringContaining("No engine was added yet")]);
	const crashes = () => Promise.resolve({ id: "tiny", state: "found", reason: "it crashed" } as const);
	expect((await world.engines(["test", "tiny"], [engine], { probe: crashes })).exitCode).toBe(1);
});

test("remove takes it away, and says where there was nothing", async () => {
	const engine = await addTiny();
	expect((await world.engines(["remove", "tiny"], [engine])).stdout).toMatch(/tiny +removed \//);
	expect(existsSync(join(world.cache, "engines/tiny"))).toBe(false);
	expect(await world.engines(["remove", "tiny"], [engine])).toMatchObject({
		exitCode: 0,
		stdout: expect.stringMatching(/tiny +was not there/),
	});
});

test("a folder without its manifest is told", async () => {
	const engine = await addTiny();
	await rm(join(world.cache, "engines/tiny/1.0.0/engine.json"));
	const { stdout } = await world.engines(["test", "tiny"], [engine]);
	expect(stdout).toContain("has no engine.json");
});

test.each([
	[["engines"], "<list|add|remove|test> is missing"],
	[["engines", "ad"], "Did you mean `add`?"],
	[["engines", "add"], "Expected `polyinfer engines add <engine>...`. Engines: tiny."],
	[["engines", "add", "tny"], "Did you mean `tiny`?"],
	[["engines", "list", "--from", "x"], "`--from` belongs to `polyinfer engines add`."],
])("%j is a usage error", async (argv, words) => {
	const engineSources = () => Promise.resolve([tinyEngine([])]);
	expect(await runCli(argv, catalogueOf(), { engineSources })).toMatchObject({
		exitCode: 2,
		stderr: expect.stringContaining(words),
	});
});
