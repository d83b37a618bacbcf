import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ERRORS } from "@polyinfer/core";
import { afterAll, expect, test } from "vitest";
import { findAddon, loadAddon } from "./addon.ts";
import { engineLibraryPath } from "./engine-library-path.ts";
import { requireFrom } from "./require-from.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";

const folder = mkdtempSync(join(tmpdir(), "polyinfer-addon-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("an addon that is not there is missing, with a reason and what to do", () => {
	const path = join(folder, "host.node");
	expect(findAddon({ POLYINFER_ADDON: path })).toMatchObject({
		status: "missing",
		reason: expect.stringContaining(`POLYINFER_ADDON is ${path}, which is no file`),
		advice: expect.stringContaining("POLYINFER_ADDON"),
	});
	expect(findAddon({ POLYINFER_ADDON: "host.node" })).toMatchObject({
		status: "missing",
		reason: expect.stringContaining("no absolute path"),
	});
	expect(() => loadAddon({ POLYINFER_ADDON: path })).toThrow(
		expect.objectContaining({ code: "UNAVAILABLE", advice: expect.stringContaining("absolute path") }),
	);
});

test("a folder without it is passed over", () => {
	const [empty, full] = [join(folder, "empty"), join(folder, "full")];
	mkdirSync(empty);
	mkdirSync(full);
	writeFileSync(join(full, "host.node"), "");
	expect(findAddon({}, [empty, full])).toEqual({ status: "found", path: join(full, "host.node") });
	expect(findAddon({}, [empty])).toMatchObject({
		status: "missing",
		reason: expect.stringContaining(`${process.platform}-${process.arch}`),
		advice: expect.stringMatching(/npm install @polyinfer\/engine-host-.*npm run build/),
	});
});

test("a folder in its place counts as missing", () => {
	const path = join(folder, "folder.node");
	mkdirSync(path);
	expect(findAddon({ POLYINFER_ADDON: path }).status).toBe("missing");
});

test("an addon that does not load is UNAVAILABLE in the loader's words", () => {
	const path = join(folder, "text.node");
	writeFileSync(path, "no library");
	expect(() => loadAddon({ POLYINFER_ADDON: path })).toThrow(
		expect.objectContaining({
			code: "UNAVAILABLE",
			message: expect.stringMatching(/does not load: .*text\.node/),
			advice: expect.stringContaining("npm run build"),
		}),
	);
});

test.skipIf(!isBuilt)(`POLYINFER_ADDON decides which addon is loaded ${NEEDS_BUILD}`, () => {
	const own = findAddon({});
	if (own.status === "missing") throw new Error(own.reason);
	const copy = join(folder, "copy.node");
	copyFileSync(own.path, copy);
	expect(findAddon({ POLYINFER_ADDON: copy })).toEqual({ status: "found", path: copy });
	expect(loadAddon({ POLYINFER_ADDON: copy })).not.toBe(loadAddon({}));
	expect(loadAddon({})).toBe(loadAddon({}));
});

test.skipIf(!isBuilt)(`statuses of the header are the codes of ERRORS ${NEEDS_BUILD}`, () => {
	const codes = Object.fromEntries(Object.entries(ERRORS).map(([code, { number }]) => [code, number]));
	expect(loadAddon().statuses()).toEqual({ OK: 0, ...codes });
});

test("an engine's library lies in build/native under its platform's name", () => {
	expect(engineLibraryPath("/p", "x", "linux")).toBe(join("/p", "build", "native", "libpolyinfer_x.so"));
	expect(engineLibraryPath("/p", "x", "darwin")).toBe(join("/p", "build", "native", "libpolyinfer_x.so"));
	expect(engineLibraryPath("/p", "x", "win32")).toBe(join("/p", "build", "native", "polyinfer_x.dll"));
});

test("an engine's library in the package for the platform comes first, where it is there", () => {
	const prebuilt = join(folder, "prebuilt");
	mkdirSync(prebuilt);
	writeFileSync(join(prebuilt, "libpolyinfer_x.so"), "");
	expect(engineLibraryPath("/p", "x", "linux", prebuilt)).toBe(join(prebuilt, "libpolyinfer_x.so"));
	expect(engineLibraryPath(undefined, "x", "linux", prebuilt)).toBe(join(prebuilt, "libpolyinfer_x.so"));
	expect(engineLibraryPath("/p", "y", "linux", prebuilt)).toBe(join("/p", "build", "native", "libpolyinfer_y.so"));
	expect(engineLibraryPath(undefined, "y", "linux", prebuilt)).toBeUndefined();
});

test("a bundle in CommonJS finds what is beside it, wherever it was made", () => {
	writeFileSync(join(folder, "beside.cjs"), "module.exports = 1;");
	const bundle = join(folder, "bundle.cjs");
	for (const url of [undefined, import.meta.url]) expect(requireFrom(url, bundle)("./beside.cjs")).toBe(1);
});
