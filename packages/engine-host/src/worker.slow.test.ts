import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { beforeAll, describe, expect, test } from "vitest";
import { hostCounters } from "./counters.ts";
import { openNull } from "./engines/null/engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { bundle } from "./testing/bundle.ts";
import { numbers, oneToFour } from "./testing/tensors.ts";

let program = "";
beforeAll(async () => {
	program = await bundle(new URL("./testing/scenarios.ts", import.meta.url));
});

function start(scenario: string): Worker {
	return new Worker(program, { workerData: scenario, execArgv: [], stdout: true, stderr: true });
}
function ended(worker: Worker): Promise<number> {
	return new Promise((resolve, reject) => worker.on("error", reject).on("exit", resolve));
}

describe.skipIf(!isBuilt)(`workers ${NEEDS_BUILD}`, () => {
	test("run at the same time as the main thread and each other", async () => {
		const session = await openNull({ delayMs: 1 });
		const workers = Array.from({ length: 4 }, () => ended(start("run")));
		for (let i = 0; i < 20; i++) expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
		expect(await Promise.all(workers)).toEqual([0, 0, 0, 0]);
		await session.dispose();
		expect(hostCounters()).toEqual({ sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 });
	});

	test("end by themselves where dispose is forgotten, and leave nothing", async () => {
		expect(await ended(start("forgotten dispose"))).toBe(0);
		expect(await ended(start("pooled tensors that nobody disposes"))).toBe(0);
		expect(hostCounters()).toEqual({ sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 });
	});

	test("end with the code they ask for while a run is in flight", async () => {
		expect(await ended(start("exit in flight"))).toBe(7);
		expect(hostCounters()).toMatchObject({ sessions: 0, runs: 0, threads: 0 });
	});

	test("are terminated with a run in flight, and the main thread goes on", async () => {
		const session = await openNull({ delayMs: 1 });
		for (let i = 0; i < 5; i++) {
			const worker = start("hang");
			await new Promise((resolve) => worker.once("message", resolve));
			const before = performance.now();
			await worker.terminate();
			expect(performance.now() - before).toBeLessThan(2000);
			expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
		}
		await session.dispose();
		expect(hostCounters()).toEqual({ sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 });
	});

	test("are terminated at any moment of a busy life", async () => {
		for (let i = 0; i < 15; i++) {
			const worker = start("busy");
			await new Promise((resolve) => worker.once("message", resolve));
			await sleep(i * 3);
			await worker.terminate();
		}
		expect(hostCounters()).toEqual({ sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 });
	});

	test("are terminated at any moment of their start", async () => {
		for (let i = 0; i < 100; i++) {
			const worker = start(i % 3 === 0 ? "run" : "busy");
			await sleep(20 + (i % 50) * 1.3);
			await worker.terminate();
		}
		expect(hostCounters()).toEqual({ sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 });
	});

	test("may use the addon where the main thread never did, again and again", async () => {
		for (let i = 0; i < 3; i++) expect(await ended(start("run"))).toBe(0);
	});
});
