import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tarOf, zipOf } from "./testing/archives.ts";
import { unpackTar } from "./unpack-tar.ts";
import { unpackZip } from "./unpack-zip.ts";

let folder = "";
let archive = "";
let into = "";
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer unpack "));
	archive = join(folder, "archive");
	into = join(folder, "into");
	await mkdir(into);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = (path: string): Promise<string> => readFile(join(into, path), "utf8");
const long = "a long text ".repeat(100_000);

test("many files of one archive are unpacked without a warning of Node", async () => {
	const names = Array.from({ length: 30 }, (_, i) => `lib/${i}.so`);
	await writeFile(archive, zipOf(Object.fromEntries(names.map((name) => [name, name]))));
	const warnings: string[] = [];
	const onWarning = (warning: Error): void => void warnings.push(warning.message);
	process.on("warning", onWarning);
	await unpackZip(archive, names, into);
	await new Promise((resolve) => setImmediate(resolve));
	process.off("warning", onWarning);
	expect(warnings).toEqual([]);
	expect(await text("lib/29.so")).toBe("lib/29.so");
});

test("of a zip file only what is wanted is written, at its own path", async () => {
	await writeFile(
		archive,
		zipOf({
			"lib/a.so": long,
			"lib/b.so": { content: "stored", stored: true },
			"empty.txt": { content: "", stored: true },
			"unwanted.txt": "no",
			"../evil.txt": "no",
		}),
	);
	await unpackZip(archive, ["lib/a.so", "lib/b.so", "empty.txt"], into);
	expect(await text("lib/a.so")).toBe(long);
	expect(await text("lib/b.so")).toBe("stored");
	expect(await text("empty.txt")).toBe("");
	expect(await readdir(into, { recursive: true })).toHaveLength(4);
	expect(existsSync(join(folder, "evil.txt"))).toBe(false);
});

test.each([
	["a file that is not in it", zipOf({ a: "1" }), "it holds no b"],
	["a file that is no zip", Buffer.from("<!DOCTYPE html>"), "it is no zip file, or was cut"],
	["an empty file", Buffer.alloc(0), "it is no zip file, or was cut"],
	["a method nobody knows", zipOf({ b: { content: "x", method: 93 } }), "it is compressed by method 93"],
	["more than it declares", zipOf({ b: { content: long, claims: { bytes: 10 } } }), "longer than its list says"],
	["less than it declares", zipOf({ b: { content: "x", claims: { bytes: 10 } } }), "shorter than its list says"],
])("a zip file with %s is refused", async (_, bytes, words) => {
	await writeFile(archive, bytes);
	await expect(unpackZip(archive, ["b"], into)).rejects.toThrow(words);
	const written = await stat(join(into, "b")).catch(() => undefined);
	expect(written?.size ?? 0, "no more than it declares").toBeLessThanOrEqual(10);
});

test("a zip file cut anywhere is refused", async () => {
	const bytes = zipOf({ a: "one", b: "two" });
	for (let length = 0; length < bytes.length; length++) {
		await writeFile(archive, bytes);
		await truncate(archive, length);
		await expect(unpackZip(archive, ["a", "b"], join(into, String(length)))).rejects.toThrow();
	}
});

test("unpacking stops where it is aborted", async () => {
	await writeFile(archive, zipOf({ a: long }));
	await expect(unpackZip(archive, ["a"], into, AbortSignal.abort())).rejects.toThrow();
	await writeFile(archive, tarOf({ "top/a": "1" }));
	await expect(unpackTar(archive, into, AbortSignal.abort())).rejects.toMatchObject({ code: "ABORTED" });
});

test("of a tar file all is written, without its top folder", async () => {
	const deep = `top/${"deep/".repeat(30)}file.cpp`;
	await writeFile(
		archive,
		tarOf({ "top/": { kind: "5" }, "top/CMakeLists.txt": "project(x)", "top/src/a.c": "int a;", [deep]: "far" }),
	);
	await unpackTar(archive, into);
	expect(await text("CMakeLists.txt")).toBe("project(x)");
	expect(await text("src/a.c")).toBe("int a;");
	expect(await text(`${"deep/".repeat(30)}file.cpp`)).toBe("far");
});

test.each([
	["a path that climbs", tarOf({ "top/../../evil": "x" }), "leads out of its folder"],
	["an absolute path", tarOf({ "/evil": "x" }), "leads out of its folder"],
	["a path with back slashes", tarOf({ "top/..\\evil": "x" }), "leads out of its folder"],
	["a link", tarOf({ "top/link": { kind: "2" } }), "neither a file nor a folder"],
	["nothing gzipped", Buffer.from("plain"), "incorrect header check"],
])("a tar file with %s is refused", async (_, bytes, words) => {
	await writeFile(archive, bytes);
	await expect(unpackTar(archive, into)).rejects.toThrow(words);
	expect(existsSync(join(folder, "evil"))).toBe(false);
});

test("a tar file that is cut is refused", async () => {
	const bytes = tarOf({ "top/a": long });
	await writeFile(archive, bytes.subarray(0, bytes.length / 2));
	await expect(unpackTar(archive, into)).rejects.toThrow();
});
