import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { nullLibrary } from "../engines/null/engine.ts";
import { findRunner } from "../find-runner.ts";
import { isBuilt } from "../testing/built.ts";
import { runners } from "../testing/runners.ts";
import { proveLibrary } from "./prove-library.ts";
import { canCompile, compileMisbehavingEngine } from "./testing/misbehaving-engine.ts";

const folder = mkdtempSync(join(tmpdir(), "polyinfer-prove-"));
afterAll(() => rmSync(folder, { recursive: true }));
const isHere = isBuilt && findRunner().status === "found";

describe.skipIf(!isHere)("proveLibrary (needs the native build)", () => {
	test("gives what the engine tells of itself", async () => {
		expect(await proveLibrary({ engine: nullLibrary() })).toMatchObject({ version: "1", formats: ["null"] });
	});

	test("says that nothing was proved where there is no runner", async () => {
		process.env.POLYINFER_ADDON = join(folder, "host.node");
		try {
			expect(await proveLibrary({ engine: nullLibrary() })).toBe(undefined);
		} finally {
			delete process.env.POLYINFER_ADDON;
		}
	});

	test("a file that is no library, one for another processor and one that is cut are UNAVAILABLE in the loader's words", async () => {
		const text = join(folder, "text.so");
		writeFileSync(text, "not a library");
		const foreign = join(folder, "foreign.so");
		copyFileSync(nullLibrary(), foreign);
		const header = readFileSync(foreign);
		header.writeUInt16LE(header.readUInt16LE(18) === 183 ? 62 : 183, 18);
		writeFileSync(foreign, header);
		const cut = join(folder, "cut.so");
		writeFileSync(cut, readFileSync(nullLibrary()).subarray(0, 1000));
		for (const engine of [text, foreign, cut, join(folder, "missing.so")])
			await expect(proveLibrary({ engine })).rejects.toMatchObject({
				code: "UNAVAILABLE",
				stage: "load",
				message: expect.stringContaining(engine),
			});
	});

	test("an engine's own refusal keeps its words; an unknown option is the caller's fault", async () => {
		await expect(proveLibrary({ engine: nullLibrary(), library: "/nowhere/libvendor.so" })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: "The null engine takes no library but received /nowhere/libvendor.so.",
		});
		await expect(proveLibrary({ engine: nullLibrary(), loadOptions: { odd: "1" } })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: "Unknown option `odd`.",
		});
	});
});

describe.skipIf(!isHere || !canCompile())("proveLibrary (needs the native build and a C compiler)", () => {
	const engine = isHere && canCompile() ? compileMisbehavingEngine(folder) : "";
	const prove = (at: string, does: string, more: object = {}) =>
		proveLibrary({ engine, loadOptions: { at, does }, ...more });

	test.each([
		["load", "abort", "was ended by SIGABRT while loading it"],
		["load", "segv", "was ended by SIGSEGV while loading it"],
		["load", "exit", "ended with exit code 0 while loading it"],
		["probe", "abort", "was ended by SIGABRT while asking it what it can do"],
		["probe", "exit", "ended with exit code 0 while asking it what it can do"],
	])("at %s a library that calls %s is UNAVAILABLE, and it is told how it ended", async (at, does, words) => {
		await expect(prove(at, does)).rejects.toMatchObject({
			code: "UNAVAILABLE",
			stage: at,
			message: `The process that tried ${engine} ${words}. The last that it printed: "about to ${does}".`,
		});
	});

	test("so is one that crashes as soon as it is opened", async () => {
		const atOnce = compileMisbehavingEngine(folder, "AT_ONCE");
		await expect(proveLibrary({ engine: atOnce })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: `The process that tried ${atOnce} was ended by SIGSEGV while loading it.`,
		});
	});

	test("one that never returns is ended when its time is over", async () => {
		await expect(prove("load", "loop", { timeoutMs: 200 })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("took more than 200 ms while loading it."),
		});
		expect(runners()).toEqual([]);
	});

	test("one that takes all memory is ended within its bound", async () => {
		await expect(prove("load", "starve", { memoryBytes: 256 * 2 ** 20 })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("was ended by SIGABRT"),
		});
	});

	test("a flood of output is no answer and changes none", async () => {
		expect(await prove("probe", "flood")).toEqual({ version: "1", formats: ["any"] });
	});

	test("a process that the library started does not outlive the proof", async () => {
		const started = performance.now();
		expect(await prove("load", "child")).toMatchObject({ version: "1" });
		expect(performance.now() - started).toBeLessThan(30_000);
	});

	test("a refusal with another code is UNAVAILABLE with the vendor's number", async () => {
		await expect(prove("load", "refuse")).rejects.toMatchObject({
			code: "UNAVAILABLE",
			engineCode: 42,
			message: "The vendor's library is of another year.",
		});
	});

	test("an abort ends the process and rejects with ABORTED", async () => {
		const abort = new AbortController();
		const proof = prove("load", "loop", { signal: abort.signal });
		setTimeout(() => abort.abort("enough"), 50);
		await expect(proof).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
		expect(runners()).toEqual([]);
	});
});
