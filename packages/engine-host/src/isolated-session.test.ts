import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ModelFile, Tensor } from "@polyinfer/core";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { hostCounters } from "./counters.ts";
import { loadEngine } from "./engine.ts";
import { loadNull, type NullOptions, nullLibrary, openNull } from "./engines/null/engine.ts";
import { findRunner } from "./find-runner.ts";
import type { HostSession, OpenOptions } from "./host-session.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { runners } from "./testing/runners.ts";
import { numbers, oneToFour, vector } from "./testing/tensors.ts";

const folder = mkdtempSync(join(tmpdir(), "polyinfer-isolated-"));
afterAll(() => rmSync(folder, { recursive: true }));

const open: HostSession[] = [];
async function openIsolated(options: NullOptions = {}, more: Partial<OpenOptions> = {}): Promise<HostSession> {
	const session = await openNull(options, more, "process");
	open.push(session);
	return session;
}
afterEach(async () => {
	await Promise.all(open.splice(0).map((session) => session.dispose()));
	expect(runners()).toEqual([]);
});

describe.skipIf(!isBuilt || findRunner().status === "missing")(
	`a session in a process of its own ${NEEDS_BUILD}`,
	() => {
		test("loads an engine without having it in this process", async () => {
			const engine = await loadNull(undefined, "process");
			expect(engine).toMatchObject({ id: "null", version: "0.1.0" });
			expect(await engine.probe()).toMatchObject({ formats: ["null"], devices: [{ name: '"quoted" \\ and ü' }] });
		});

		test("tells inputs, outputs and capabilities of the engine's own", async () => {
			const session = await openIsolated({ mode: "dynamic" }, { maxRuns: 3 });
			expect(session.inputs).toEqual([{ name: "x", dtype: "float32", shape: [null], dimNames: ["n"] }]);
			expect(session.capabilities).toMatchObject({ maxConcurrency: 3, cancel: "engine" });
		});

		test("computes on feeds and into outputs of every kind", async () => {
			const session = await openIsolated({ mode: "dynamic" });
			for (const size of [0, 1, 5, 300_000, 7, 3_000_000]) {
				const [y] = await session.run([vector(new Float32Array(size).fill(2))], ["new"]);
				expect(y?.shape).toEqual([size]);
				expect((y as Tensor<"float32">).data.every((value) => value === 3)).toBe(true);
			}
			const pooled = session.allocate("float32", [2]);
			pooled.data.set([1, 2]);
			const shared = new Tensor("float32", new Float32Array(new SharedArrayBuffer(8)), [2]);
			expect(numbers(await session.run([pooled], [shared]))).toEqual([2, 3]);
			expect(shared.toNumbers()).toEqual([2, 3]);
			expect(numbers(session.runSync([shared], [pooled]))).toEqual([3, 4]);
			pooled.dispose();
			const small = new Tensor("float32", new Float32Array(1), [1]);
			await expect(session.run([shared], [small])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		});

		test("passes strings, left-out inputs, skipped outputs and memory of the engine's own", async () => {
			const strings = await openIsolated({ mode: "string" });
			const words = new Tensor("string", ["é", "", "a\0b"], [3]);
			expect((await strings.run([words], ["new"]))[0]?.data).toEqual(["é", "", "a\0b"]);
			const two = await openIsolated({ mode: "two" });
			const [y, z] = await two.run([oneToFour(), undefined], ["skip", "new"]);
			expect([y, z?.toNumbers()]).toEqual([undefined, [2, 4, 6, 8]]);
			expect(numbers(await two.run([oneToFour(), oneToFour()], ["new", "new"]))).toEqual([3, 5, 7, 9]);
			const owned = await openIsolated({ mode: "owned" });
			expect(numbers(await owned.run([vector(Float32Array.of(1))], ["new"]))).toEqual([2]);
		});

		test("reads a model's bytes after their owner has changed them", async () => {
			const bytes = Uint8Array.of(9);
			const files: ModelFile[] = [{ name: "", bytes }];
			const session = await openIsolated({ keepsModel: true, crashAfter: 1 }, { files });
			bytes[0] = 0;
			for (let i = 0; i < 3; i++) {
				expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([10, 11, 12, 13]);
				await expect(session.run([oneToFour()], ["new"])).rejects.toMatchObject({ code: "DEVICE_LOST" });
			}
		});

		test("does not start again with another model than it was opened with", async () => {
			const path = join(folder, "model.null");
			writeFileSync(path, "1");
			const session = await openIsolated({ crashAfter: 1 }, { files: [{ name: "", path, bytes: Uint8Array.of(1) }] });
			const crash = async (): Promise<unknown> => {
				await session.run([oneToFour()], ["new"]);
				return session.run([oneToFour()], ["new"]).catch((error: { code: string }) => error.code);
			};
			expect(await crash()).toBe("DEVICE_LOST");
			expect(await crash()).toBe("DEVICE_LOST");
			writeFileSync(path, "two");
			await expect(session.run([oneToFour()], ["new"])).rejects.toMatchObject({
				code: "INVALID_MODEL",
				message: `${path} has changed since the session was opened: open it again.`,
			});
		});

		test("starts runs first in, first out, and overlaps as many as there are lanes", async () => {
			const one = await openIsolated({ delayMs: 2 });
			const order: number[] = [];
			await Promise.all(
				Array.from({ length: 10 }, (_, i) => one.run([oneToFour()], ["new"]).then(() => order.push(i))),
			);
			expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
			const four = await openIsolated({ delayMs: 100 }, { maxRuns: 4 });
			await four.run([oneToFour()], ["new"]);
			const start = performance.now();
			await Promise.all([1, 2, 3, 4].map(() => four.run([oneToFour()], ["new"])));
			expect(performance.now() - start).toBeLessThan(300);
		});

		test("tells the engine of an abort, and of waiting runs too", async () => {
			const session = await openIsolated({ delayMs: 10_000 });
			const running = AbortSignal.timeout(50);
			const waiting = AbortSignal.timeout(10);
			const runs = [session.run([oneToFour()], ["new"], running), session.run([oneToFour()], ["new"], waiting)];
			const ends = await Promise.allSettled(runs);
			for (const [i, signal] of [running, waiting].entries())
				expect(ends[i]).toMatchObject({ reason: { code: "ABORTED", cause: signal.reason } });
		});

		test("opening fails with the engine's own words, and can be aborted even where the engine is deaf", async () => {
			await expect(openIsolated({ fail: 3 }, { options: { mode: "odd" } })).rejects.toMatchObject({
				code: "INVALID_ARGUMENT",
				message: "Unknown mode `odd`.",
			});
			const start = performance.now();
			const opening = openIsolated({ openMs: 10_000, deaf: true }, { signal: AbortSignal.timeout(50) });
			await expect(opening).rejects.toMatchObject({ code: "ABORTED" });
			expect(performance.now() - start).toBeLessThan(3000);
		});

		test("a crash is DEVICE_LOST for the runs inside, and the next run starts a new process", async () => {
			const session = await openIsolated({ crashAfter: 2, delayMs: 30 }, { maxRuns: 2 });
			const first = runners();
			expect(first).toHaveLength(1);
			await Promise.all([session.run([oneToFour()], ["new"]), session.run([oneToFour()], ["new"])]);
			const lost = [session.run([oneToFour()], ["new"]), session.run([oneToFour()], ["new"])];
			for (const end of await Promise.allSettled(lost))
				expect(end).toMatchObject({ reason: { code: "DEVICE_LOST", retryable: true, engineCode: 11 } });
			expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
			expect(runners()).not.toEqual(first);
			expect(runners()).toHaveLength(1);
		});

		test("a process that is killed while idle is not noticed by the next run", async () => {
			const session = await openIsolated();
			for (let i = 0; i < 3; i++) {
				expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
				process.kill(runners()[0] as number, "SIGKILL");
				await sleep(50);
				expect(runners()).toEqual([]);
			}
		});

		test("a session that its engine calls broken is mended by a new process", async () => {
			const session = await openIsolated({ poisonAfter: 1 });
			expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
			const broken = await session.run([oneToFour()], ["new"]).catch((error: unknown) => error);
			expect(broken).toMatchObject({ code: "ENGINE", engineCode: 42, scope: undefined });
			expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
		});

		test("dispose lets the run inside finish and rejects what waits", async () => {
			const session = await openIsolated({ delayMs: 50 });
			const runs = [session.run([oneToFour()], ["new"]), session.run([oneToFour()], ["new"])];
			const disposed = session.dispose();
			await expect(runs[1]).rejects.toMatchObject({ code: "DISPOSED" });
			expect(numbers((await runs[0]) ?? [])).toEqual([2, 3, 4, 5]);
			await disposed;
			expect(hostCounters()).toMatchObject({ sessions: 0, runs: 0 });
		});

		test("what the process writes to stderr reaches onLog", async () => {
			const lines: string[] = [];
			process.env.LD_DEBUG = "libs"; // the dynamic linker's own tracing, in programs that start now
			try {
				await loadNull((level, text) => lines.push(`${level} ${text}`), "process", { tag: "stderr" });
			} finally {
				delete process.env.LD_DEBUG;
			}
			expect(lines).toContainEqual(expect.stringMatching(/^warning .*calling init: .*libpolyinfer_null\.so$/));
		});

		test("lines of the engine reach onLog", async () => {
			const lines: string[] = [];
			const onLog = (level: string, text: string): unknown => lines.push(`${level} ${text}`);
			const session = await openIsolated({ log: true }, { onLog });
			await session.run([oneToFour()], ["new"]);
			await sleep(20);
			expect(lines).toEqual(["info opened", "debug run"]);
		});

		test("an engine library that is not there is UNAVAILABLE in the loader's words", async () => {
			const missing = nullLibrary().replace("null", "missing");
			expect(existsSync(missing)).toBe(false);
			await expect(loadEngine({ engine: missing, isolate: "process" })).rejects.toMatchObject({
				code: "UNAVAILABLE",
				message: expect.stringContaining("libpolyinfer_missing.so"),
			});
		});
	},
);
