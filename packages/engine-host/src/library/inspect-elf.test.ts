import { copyFile, mkdtemp, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nullLibrary } from "../engines/null/engine.ts";
import { isBuilt, NEEDS_BUILD } from "../testing/built.ts";
import { inspectElf } from "./inspect-elf.ts";

const isElf = isBuilt && process.platform === "linux";
let library = "";
beforeAll(async () => {
	library = join(await mkdtemp(join(tmpdir(), "polyinfer-elf-")), "library.so");
});
afterAll(() => rm(join(library, ".."), { recursive: true }));

describe.skipIf(!isElf)(`a library of Linux ${NEEDS_BUILD}`, () => {
	beforeAll(() => copyFile(nullLibrary(), library));

	test("that is sound has no fault", () => {
		expect(inspectElf(library)).toBeUndefined();
	});

	test("that is for another processor is not for this one, and the text names both", () => {
		const other = process.arch === "arm64" ? "x64" : "arm64";
		expect(inspectElf(library, other)).toEqual({
			reason: `${library} is built for ${process.arch}, and this process is ${other}`,
			advice: `Fetch the build for ${other} of ${library}.`,
		});
	});

	test("of a processor that nobody knows is named by its number", async () => {
		const file = await open(library, "r+");
		await file.write(Uint8Array.of(0xff, 0x0f), 0, 2, 18);
		await file.close();
		expect(inspectElf(library)?.reason).toContain("is built for machine 4095");
	});

	test("that is cut short anywhere in what is loaded is told, with its size", async () => {
		const whole = await readFile(nullLibrary());
		for (const bytes of [64, 500, 2000, 8000]) {
			await writeFile(library, whole);
			await truncate(library, bytes);
			expect(inspectElf(library)?.reason, `${bytes} bytes`).toBe(`${library} is cut short after ${bytes} bytes`);
		}
	});
});

test("what is no such library is left to others", async () => {
	for (const content of ["", "text", "MZ\x90\x00"]) {
		await writeFile(library, content);
		expect(inspectElf(library)).toBeUndefined();
	}
});
