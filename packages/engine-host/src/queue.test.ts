import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { hostCounters } from "./counters.ts";
import { openNull } from "./engines/null/engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { oneToFour } from "./testing/tensors.ts";

describe.skipIf(!isBuilt)(`runs of one session ${NEEDS_BUILD}`, () => {
	test("settle in the order they were started", async () => {
		const session = await openNull({ delayMs: 2 });
		const order: number[] = [];
		await Promise.all(
			Array.from({ length: 10 }, (_, i) => session.run([oneToFour()], ["new"]).then(() => order.push(i))),
		);
		expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		await session.dispose();
	});

	test("overlap on as many lanes as there are, and no more", async () => {
		for (const [maxRuns, least] of [
			[4, 1],
			[1, 4],
		] as const) {
			const session = await openNull({ delayMs: 100 }, { maxRuns });
			const start = performance.now();
			await Promise.all(Array.from({ length: 4 }, () => session.run([oneToFour()], ["new"])));
			const rounds = (performance.now() - start) / 100;
			expect(rounds).toBeGreaterThan(least - 0.1);
			if (maxRuns === 4) expect(rounds).toBeLessThan(3);
			await session.dispose();
		}
	});

	test("a synchronous run does not wait for the queue", async () => {
		const session = await openNull({ delayMs: 50 });
		const order: string[] = [];
		const queued = Array.from({ length: 6 }, (_, i) =>
			session.run([oneToFour()], ["new"]).then(() => order.push(`${i}`)),
		);
		await sleep(10);
		session.runSync([oneToFour()], ["new"]);
		order.push("sync");
		await Promise.all(queued);
		expect(order[0]).toBe("sync");
		await session.dispose();
	});

	test("a waiting run rejects at once on abort, one inside the engine soon", async () => {
		const session = await openNull({ delayMs: 5000 });
		const [running, waiting] = [new AbortController(), new AbortController()];
		const start = performance.now();
		const first = session.run([oneToFour()], ["new"], running.signal);
		const second = session.run([oneToFour()], ["new"], waiting.signal);
		await sleep(20);
		expect(hostCounters().runs).toBe(2);
		waiting.abort("enough");
		expect(hostCounters().runs).toBe(1);
		await expect(second).rejects.toMatchObject({ code: "ABORTED", name: "AbortError", cause: "enough" });
		running.abort();
		await expect(first).rejects.toMatchObject({ code: "ABORTED", cause: running.signal.reason });
		expect(performance.now() - start).toBeLessThan(2000);
		expect(hostCounters().runs).toBe(0);
		await session.dispose();
	});

	test("an aborted signal stops a run before it begins", async () => {
		const session = await openNull();
		await expect(session.run([oneToFour()], ["new"], AbortSignal.abort("no"))).rejects.toMatchObject({
			code: "ABORTED",
			cause: "no",
		});
		await session.dispose();
	});

	test("an engine that cannot stop finishes its run, which then succeeds", async () => {
		const session = await openNull({ delayMs: 50, deaf: true });
		expect(session.capabilities.cancel).toBe("queue");
		const control = new AbortController();
		const run = session.run([oneToFour()], ["new"], control.signal);
		await sleep(10);
		control.abort();
		expect((await run)[0]?.toNumbers()).toEqual([2, 3, 4, 5]);
		await session.dispose();
	});

	test("an abort after a run has settled does nothing", async () => {
		const session = await openNull({ delayMs: 1 });
		const control = new AbortController();
		await session.run([oneToFour()], ["new"], control.signal);
		control.abort();
		expect((await session.run([oneToFour()], ["new"]))[0]?.toNumbers()).toEqual([2, 3, 4, 5]);
		await session.dispose();
	});
});

describe.skipIf(!isBuilt)(`dispose ${NEEDS_BUILD}`, () => {
	test("lets the run inside the engine finish and rejects waiting ones with DISPOSED at once", async () => {
		const session = await openNull({ delayMs: 100 });
		const order: string[] = [];
		const running = session.run([oneToFour()], ["new"]).then((y) => {
			order.push("ran");
			return y;
		});
		await sleep(20);
		const waiting = [1, 2].map(() =>
			session.run([oneToFour()], ["new"]).catch((e: { code: string }) => order.push(e.code)),
		);
		const disposed = session.dispose().then(() => order.push("disposed"));
		await Promise.all([...waiting, disposed]);
		expect((await running)[0]?.toNumbers()).toEqual([2, 3, 4, 5]);
		expect(order).toEqual(["DISPOSED", "DISPOSED", "ran", "disposed"]);
	});

	test("lets a run that has a lane to start on finish, and no other", async () => {
		const session = await openNull({ delayMs: 20 }, { maxRuns: 2 });
		const runs = [1, 2, 3].map(() => session.run([oneToFour()], ["new"]));
		const [first, second, third] = runs.map((run) =>
			run.then(
				() => "ran",
				(error: { code: string }) => error.code,
			),
		);
		await session.dispose();
		expect(await Promise.all([first, second, third])).toEqual(["ran", "ran", "DISPOSED"]);
	});

	test("is idempotent, and refuses what comes after it", async () => {
		const session = await openNull();
		expect(session.dispose()).toBe(session.dispose());
		await session.dispose();
		await expect(session.run([oneToFour()], ["new"])).rejects.toMatchObject({ code: "DISPOSED" });
		expect(() => session.runSync([oneToFour()], ["new"])).toThrow(expect.objectContaining({ code: "DISPOSED" }));
		expect(() => session.allocate("float32", [1])).toThrow(expect.objectContaining({ code: "DISPOSED" }));
	});

	test("leaves nothing behind", async () => {
		const session = await openNull({ delayMs: 5 }, { maxRuns: 3 });
		const pooled = session.allocate("float32", [1, 4]);
		await Promise.all([1, 2, 3, 4].map(() => session.run([pooled], ["new"])));
		pooled.dispose();
		await session.dispose();
		expect(hostCounters()).toEqual({ sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 });
	});
});
