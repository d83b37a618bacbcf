import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { hostCounters } from "../../counters.ts";
import { loadEngine } from "../../engine.ts";
import { isBuilt, NEEDS_BUILD } from "../../testing/built.ts";
import { numbers, oneToFour } from "../../testing/tensors.ts";
import { loadNull, NULL_FACTS, nullLibrary, nullOptions, openNull } from "./engine.ts";

const folder = mkdtempSync(join(tmpdir(), "polyinfer-null-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!isBuilt)(`loading an engine ${NEEDS_BUILD}`, () => {
	test("tells id and version, and probe tells the rest", async () => {
		const lines: string[] = [];
		const engine = await loadEngine({
			engine: nullLibrary(),
			options: { tag: "probe" },
			onLog: (level, text) => lines.push(`${level} ${text}`),
		});
		expect(engine).toMatchObject({ id: "null", version: "0.1.0" });
		expect(await engine.probe()).toEqual({
			version: "1",
			formats: ["null"],
			devices: [{ id: "cpu", name: '"quoted" \\ and ü' }],
		});
		expect(lines).toEqual(["info null engine loaded"]);
	});

	test("loads one runtime for the same library and options", async () => {
		const lines: string[] = [];
		const load = () =>
			loadEngine({ engine: nullLibrary(), options: { tag: "once" }, onLog: (_, text) => lines.push(text) });
		await Promise.all([load(), load(), load()]);
		// The runtime logs once; who listens when that happens is a matter of timing.
		expect(new Set(lines)).toEqual(new Set(["null engine loaded"]));
		lines.length = 0;
		await load();
		expect(lines).toEqual([]);
	});

	test("is UNAVAILABLE in the loader's words where a library is missing or none", async () => {
		const text = join(folder, "text.so");
		writeFileSync(text, "no library");
		const bad = [
			[{ engine: join(folder, "missing.so") }, "missing.so"],
			[{ engine: text }, "text.so"],
			[{ engine: nullLibrary().replace("libpolyinfer_null.so", "host.node") }, "it has no polyinfer_engine_get"],
			[{ engine: nullLibrary(), library: "/missing/vendor.so" }, "takes no library but received /missing/vendor.so"],
		] as const;
		for (const [options, message] of bad)
			await expect(loadEngine(options)).rejects.toMatchObject({
				code: "UNAVAILABLE",
				message: expect.stringContaining(message),
			});
		await expect(loadEngine({ engine: "relative.so" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		await expect(loadEngine({ engine: nullLibrary(), library: "vendor.so" })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
		});
		await expect(loadEngine({ engine: nullLibrary(), options: { nope: "1" } })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
		});
		expect(hostCounters().threads).toBe(0);
	});
});

describe.skipIf(!isBuilt)(`opening a model ${NEEDS_BUILD}`, () => {
	test("takes a path", async () => {
		const path = join(folder, "model");
		writeFileSync(path, "x");
		const session = await openNull({}, { files: [{ name: "", path, bytes: new Uint8Array(0) }] });
		await session.dispose();
		const missing = { name: "", path: join(folder, "missing"), bytes: new Uint8Array(0) };
		await expect(openNull({}, { files: [missing] })).rejects.toMatchObject({ code: "INVALID_MODEL" });
	});

	test("takes bytes, which the caller may transfer away while the engine uses them", async () => {
		const bytes = new Uint8Array(9 << 20).fill(1);
		bytes[0] = 41;
		const session = await openNull({ keepsModel: true }, { files: [{ name: "", bytes }] });
		structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
		expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([42, 43, 44, 45]);
		await session.dispose();
	});

	test("rejects bytes that go away while they are copied", async () => {
		const bytes = new Uint8Array(9 << 20).fill(1);
		const engine = await loadNull();
		const opening = engine.open({ format: "null", files: [{ name: "", bytes }], options: {}, facts: NULL_FACTS });
		structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
		await expect(opening).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining("transferred or resized away"),
		});
	});

	test("borrows shared bytes until close", async () => {
		const bytes = new Uint8Array(new SharedArrayBuffer(4)).fill(9);
		const session = await openNull({ keepsModel: true }, { files: [{ name: "", bytes }] });
		expect(numbers(session.runSync([oneToFour()], ["new"]))).toEqual([10, 11, 12, 13]);
		bytes[0] = 19;
		expect(numbers(session.runSync([oneToFour()], ["new"]))).toEqual([20, 21, 22, 23]);
		await session.dispose();
	});

	test("rejects what the engine refuses, with its words", async () => {
		await expect(openNull({}, { files: [{ name: "", bytes: new Uint8Array(0) }] })).rejects.toMatchObject({
			code: "INVALID_MODEL",
			message: "Expected a model of at least 1 byte but received 0.",
		});
		await expect(openNull({}, { options: { nope: "1" } })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: "Unknown option `nope`.",
		});
		expect(() => nullOptions({ nope: 1 } as object)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
		expect(hostCounters().sessions).toBe(0);
	});

	test("tells its progress, and stops on abort", async () => {
		const control = new AbortController();
		const seen: [number, string][] = [];
		const start = performance.now();
		const opening = openNull(
			{ openMs: 10_000 },
			{ signal: control.signal, onProgress: (fraction, text) => seen.push([fraction, text]) },
		);
		while (seen.length < 3) await sleep(5);
		control.abort("enough");
		await expect(opening).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
		expect(performance.now() - start).toBeLessThan(5000);
		const fractions = seen.map(([fraction]) => fraction);
		expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
		expect(seen[0]?.[1]).toBe("compile");
		expect(hostCounters()).toMatchObject({ sessions: 0, threads: 0 });
		await expect(openNull({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ABORTED" });
	});

	test("closes what opened all the same after an abort", async () => {
		const control = new AbortController();
		const opening = openNull({ openMs: 50, deaf: true }, { signal: control.signal });
		await sleep(10);
		control.abort();
		await expect(opening).rejects.toMatchObject({ code: "ABORTED" });
		expect(hostCounters()).toMatchObject({ sessions: 0, threads: 0 });
	});
});
