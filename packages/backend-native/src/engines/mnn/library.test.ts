import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type LoadedModel, type LogLevel, openSession, Tensor } from "@polyinfer/core";
import { findAddon } from "@polyinfer/engine-host";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNativeBackend } from "../../backend.ts";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { mnnEngine } from "./engine.ts";

const engine = mnnEngine as NativeEngine;
const COMPILER = process.env.CXX || "c++";
const canCompile = spawnSync(COMPILER, ["--version"]).status === 0;
let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

/** A stand-in for a library that somebody has built himself. */
function compile(name: string, ...flags: string[]): string {
	const library = join(folder, `${name}.so`);
	const source = fileURLToPath(new URL("./testing/fake_mnn.cc", import.meta.url));
	execFileSync(COMPILER, ["-std=c++17", "-shared", "-fPIC", ...flags, source, "-o", library]);
	return library;
}

function modelOf(text: string): LoadedModel {
	return { format: "mnn", files: [{ name: "", bytes: Buffer.from(text) }], sha256: "", findings: [] };
}

/** Any file counts as the library when only the addon and our own part are asked for. */
const addon = findAddon();
const own = addon.status === "found" ? await findEngine(engine, { library: addon.path }) : addon;
const lacks = own.status === "missing" ? ` (${own.reason})` : canCompile ? "" : " (there is no C++ compiler here)";
const run = test.runIf(lacks === "");

for (const [name, flags] of [
	["the strings of today", ["-D_GLIBCXX_USE_CXX11_ABI=1"]],
	["the strings of old", ["-D_GLIBCXX_USE_CXX11_ABI=0"]],
	["all names bound at once and read-only", ["-Wl,-z,now,-z,relro"]],
] as const)
	run(`takes a library of the caller's own, with ${name}${lacks}`, { timeout: 60_000 }, async () => {
		const library = compile(`libMNN-${name.replaceAll(" ", "-")}`, ...flags);
		const lines: [LogLevel, string][] = [];
		const onLog = (level: LogLevel, _engine: string, text: string) => void lines.push([level, text]);
		const open = (text: string) =>
			openSession(createNativeBackend(engine), modelOf(text), { onLog, trusted: true }, { options: { library } });
		const session = await open("any bytes");
		expect(session.report.library).toEqual({ path: library, version: "3.9.9" });
		expect(session.inputs).toEqual([expect.objectContaining({ name: "x", dtype: "float32", shape: [null, 2] })]);
		const x = new Tensor("float32", Float32Array.of(1, 2, 3, 4), [2, 2]);
		expect((await session.run({ x })).y).toMatchObject({ shape: [2, 2], data: Float32Array.of(2, 3, 4, 5) });
		await session.dispose();
		await expect(open("bad")).rejects.toMatchObject({
			message: expect.stringContaining("MNN says: Error: these bytes are bad"),
		});
		expect(lines).toContainEqual(["warning", "Error: these bytes are bad"]);
	});

run(`refuses what is no MNN, or too old, and says so${lacks}`, { timeout: 60_000 }, async () => {
	const text = join(folder, "text.so");
	await writeFile(text, "not a library");
	const other = addon.status === "found" ? addon.path : "";
	for (const [library, reason] of [
		[text, "not a shared library"],
		[other, "Expected MNN 3 or newer, built with libstdc++"],
		[compile("libMNN-2", '-DVERSION="2.9.0"'), "libMNN-2.so is 2.9.0"],
	] as const)
		await expect(
			openSession(createNativeBackend(engine), modelOf("any"), {}, { options: { library } }),
			library,
		).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining(reason),
			advice: expect.any(String),
		});
});
