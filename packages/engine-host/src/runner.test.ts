import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { afterAll, describe, expect, test } from "vitest";
import { nullLibrary } from "./engines/null/engine.ts";
import { findRunner } from "./find-runner.ts";
import { canCompile, compileMisbehavingEngine } from "./prove/testing/misbehaving-engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";

const folder = mkdtempSync(join(tmpdir(), "polyinfer-runner-"));
const model = join(folder, "one.null");
writeFileSync(model, "1");
afterAll(() => rmSync(folder, { recursive: true }));

const files = findRunner();
const program = files.status === "found" ? files.runner : "";

/** Runs the runner to its end. */
function run(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
	return new Promise((resolve) => {
		execFile(program, args, { timeout: 10_000 }, (error, stdout, stderr) =>
			resolve({ code: error ? error.code : 0, stdout, stderr }),
		);
	});
}

/** How `serve` ends after it was sent these bytes, and the socket was closed or not. */
async function serve(bytes: Uint8Array, isClosed: boolean): Promise<unknown> {
	const child = spawn(program, ["serve", "3"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
	const ended = once(child, "exit");
	const socket = child.stdio[3] as Writable;
	socket.on("error", () => {});
	socket.write(bytes);
	if (isClosed) socket.end();
	const [code, signal] = await ended;
	return signal ?? code;
}

/** A frame of `polyinfer-runner`: length, kind, body. */
function frame(kind: number, ...numbers: bigint[]): Uint8Array {
	const bytes = new Uint8Array(8 + numbers.length * 8);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, numbers.length * 8, true);
	view.setUint32(4, kind, true);
	for (const [i, number] of numbers.entries()) view.setBigInt64(8 + i * 8, number, true);
	return bytes;
}

describe.skipIf(!isBuilt || files.status === "missing")(`polyinfer-runner ${NEEDS_BUILD}`, () => {
	test("probe prints what the engine tells of itself", async () => {
		const { code, stdout, stderr } = await run("probe", nullLibrary());
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(JSON.parse(stdout)).toMatchObject({ version: "1", formats: ["null"] });
	});

	test("run prints a line for each output, the same numbers each time", async () => {
		const args = ["run", nullLibrary(), "-", model, "mode=two"] as const;
		const { code, stdout } = await run(...args);
		expect(code).toBe(0);
		expect(
			stdout
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line)),
		).toMatchObject([
			{ name: "y", dtype: 1, shape: [1, 4], bytes: 16, first: ["1", "1", "1", "1"] },
			{ name: "z", first: ["0", "0", "0", "0"] },
		]);
		const random = await run(...args, "--random");
		expect(random.stdout).not.toBe(stdout);
		expect(await run(...args, "--random")).toEqual(random);
	});

	test("exit codes tell a wrong command from a failure, and which", async () => {
		for (const args of [[], ["prove"], ["probe"], ["run", nullLibrary()], ["serve", "x"], ["serve", "77"]])
			expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining("usage:") });
		const missing = await run("probe", join(folder, "missing.so"));
		expect(missing).toMatchObject({
			code: 12,
			stdout: "",
			stderr: expect.stringMatching(/^UNAVAILABLE: .*missing.so/),
		});
		expect(await run("run", nullLibrary(), "-", join(folder, "none.null"))).toMatchObject({ code: 13 });
		expect(await run("run", nullLibrary(), "-", model, "mode=odd")).toMatchObject({ code: 11 });
		expect(await run("run", nullLibrary(), "-", model, "fail=6")).toMatchObject({ code: 16 });
	});

	test("serve ends when the other end closes, and does not outlive what is no frame", async () => {
		expect(await serve(new Uint8Array(0), true)).toBe(0);
		expect(await serve(frame(99), true)).toBe(0);
		expect(await serve(frame(0).fill(255, 0, 4), false)).toBe(0);
		for (const kind of [0, 1, 2, 3, 4, 5]) await serve(frame(kind, -1n, 1n << 62n, 7n), true);
		expect(await serve(frame(0, -1n), false)).toBe("SIGABRT");
	});
});

describe.skipIf(!isBuilt || files.status === "missing" || !canCompile())(
	"polyinfer-runner fuzz (needs the native build and a C compiler)",
	() => {
		const engine = isBuilt && canCompile() ? compileMisbehavingEngine(folder) : "";
		const whole = join(folder, "whole.any");
		writeFileSync(whole, "whole model");
		const fuzz = async (does: string, ...more: string[]) => {
			const load = ["--load", "at=broken", "--load", `does=${does}`];
			const { code, stdout } = await run("fuzz", engine, "-", whole, "--open-only", "--runs", "60", ...load, ...more);
			expect(code).toBe(0);
			return JSON.parse(stdout);
		};

		test("counts how changed copies of a model end, the same for the same seed", async () => {
			const args = ["fuzz", nullLibrary(), "-", model, "--runs", "50"] as const;
			const { code, stdout } = await run(...args, "--seed", "7");
			expect(code).toBe(0);
			const { slowestMs: _, ...counts } = JSON.parse(stdout);
			expect(counts).toMatchObject({ seed: 7, runs: 50, deaths: 0, died: [] });
			expect(counts.ends.OK + (counts.ends.INVALID_MODEL ?? 0)).toBe(50);
			expect(JSON.parse((await run(...args, "--seed", "7")).stdout)).toMatchObject(counts);
		});

		test.each([
			["segv", "signal 11 (Segmentation fault)"],
			["abort", "signal 6 (Aborted)"],
			["exit", "ended the process"],
		])("a copy that makes the engine call %s is counted, named and kept", async (does, how) => {
			const kept = join(folder, does);
			mkdirSync(kept);
			const { ends, deaths, died } = await fuzz(does, "--folder", kept);
			expect(ends.OK + deaths).toBe(60);
			expect(deaths).toBeGreaterThan(0);
			expect(died).toHaveLength(deaths);
			expect(died[0]).toMatchObject({ how, file: expect.stringContaining(kept) });
			for (const { file } of died) expect(readFileSync(file, "utf8")).toMatch(/^(?!w)/);
			expect(readdirSync(kept)).toHaveLength(deaths);
		});

		test("a copy that never ends is ended when its time is over", async () => {
			const { died } = await fuzz("loop", "--runs", "12", "--time-limit-ms", "100");
			expect(died[0]).toMatchObject({ how: "took too long" });
		});

		test("files instead of bytes are left nowhere", async () => {
			const kept = join(folder, "files");
			mkdirSync(kept);
			expect(await fuzz("segv", "--folder", kept, "--as-files")).toMatchObject({ ends: { OK: 60 }, deaths: 0 });
			expect(readdirSync(kept)).toEqual([]);
		});

		test("a model that does not run as it is, is a failure", async () => {
			const { code, stderr } = await run("fuzz", nullLibrary(), "-", model, "mode=odd");
			expect({ code, stderr }).toEqual({
				code: 11,
				stderr: "INVALID_ARGUMENT: The model itself does not run: INVALID_ARGUMENT.\n",
			});
		});
	},
);
