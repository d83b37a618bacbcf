import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { configureHost, hostCounters, trimPool } from "./counters.ts";
import { openNull } from "./engines/null/engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { oneToFour, vector } from "./testing/tensors.ts";

const NOTHING = { sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 };

/** Resident memory in MiB once the garbage is gone. */
async function residentMiB(): Promise<number> {
	for (let i = 0; i < 3; i++) {
		globalThis.gc?.();
		await sleep(20);
	}
	trimPool();
	return process.memoryUsage().rss / 2 ** 20;
}

describe.skipIf(!isBuilt)(`nothing is left ${NEEDS_BUILD}`, () => {
	test("of 1,000 sessions", async () => {
		const cycle = async (): Promise<void> => {
			const session = await openNull({ mode: "dynamic" }, { maxRuns: 2 });
			const x = session.allocate("float32", [10_000]);
			await Promise.all([session.run([x], ["new"]), session.run([vector(new Float32Array(10_000))], ["new"])]);
			session.runSync([x], ["new"]);
			x.dispose();
			await session.dispose();
		};
		for (let i = 0; i < 200; i++) await cycle();
		const before = await residentMiB();
		for (let i = 0; i < 1000; i++) await cycle();
		expect(hostCounters()).toEqual(NOTHING);
		expect((await residentMiB()) - before).toBeLessThan(16);
	});

	test("of runs that were aborted at any moment", async () => {
		const session = await openNull({ delayMs: 1 }, { maxRuns: 2 });
		const outcomes = { ok: 0, ABORTED: 0 };
		for (let i = 0; i < 500; i++) {
			const control = new AbortController();
			const run = session.run([oneToFour()], ["new"], control.signal).then(
				(y) => expect(y[0]?.toNumbers()).toEqual([2, 3, 4, 5]),
				(error: { code: "ABORTED" }) => error.code,
			);
			if (i % 5 > 0) await sleep((i % 5) - 1);
			control.abort();
			const code = await run;
			outcomes[code === "ABORTED" ? code : "ok"]++;
		}
		expect(outcomes.ABORTED).toBeGreaterThan(50);
		expect(outcomes.ok + outcomes.ABORTED).toBe(500);
		await session.dispose();
		expect(hostCounters()).toEqual(NOTHING);
	});

	test("of large outputs, in a loop of runSync and in one of run", async () => {
		const session = await openNull({ mode: "dynamic" });
		const x = vector(new Float32Array(1 << 20));
		for (let i = 0; i < 20; i++) session.runSync([x], ["new"]);
		const before = await residentMiB();
		for (let i = 0; i < 300; i++) session.runSync([x], ["new"]);
		for (let i = 0; i < 300; i++) await session.run([x], ["new"]);
		expect(process.memoryUsage().rss / 2 ** 20 - before).toBeLessThan(800);
		await session.dispose();
		expect((await residentMiB()) - before).toBeLessThan(64);
		expect(hostCounters()).toEqual(NOTHING);
	});

	test("of sessions and tensors that nobody disposed, once they are collected", async () => {
		const lose = async (): Promise<void> => {
			const session = await openNull({ delayMs: 1 });
			const x = session.allocate("float32", [1, 4]);
			await session.run([x], ["new"]);
		};
		for (let i = 0; i < 20; i++) await lose();
		for (let i = 0; i < 50 && hostCounters().sessions + hostCounters().blocks > 0; i++) await residentMiB();
		expect(hostCounters()).toEqual(NOTHING);
	});

	test("of idle threads", async () => {
		configureHost({ idleThreadMs: 30 });
		try {
			const session = await openNull({ delayMs: 5 }, { maxRuns: 4 });
			await Promise.all([1, 2, 3, 4].map(() => session.run([oneToFour()], ["new"])));
			expect(hostCounters().threads).toBeGreaterThan(0);
			await sleep(200);
			expect(hostCounters().threads).toBe(0);
			expect((await session.run([oneToFour()], ["new"]))[0]?.toNumbers()).toEqual([2, 3, 4, 5]);
			await session.dispose();
		} finally {
			configureHost({ idleThreadMs: 5000 });
		}
	});

	test("of a run whose session nobody holds any more: it settles first", async () => {
		const start = async () => {
			const session = await openNull({ delayMs: 50 });
			return [session.run([oneToFour()], ["new"]), session.run([oneToFour()], ["new"])];
		};
		const runs = await start();
		for (let i = 0; i < 3; i++) {
			globalThis.gc?.();
			await sleep(10);
		}
		for (const run of runs) expect((await run)[0]?.toNumbers()).toEqual([2, 3, 4, 5]);
	});
});
