import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { beforeAll, describe, expect, test } from "vitest";
import { configureHost, hostCounters } from "./counters.ts";
import { loadEngine } from "./engine.ts";
import { NULL_FACTS, type NullOptions, nullLibrary, nullOptions, openNull } from "./engines/null/engine.ts";
import { findRunner } from "./find-runner.ts";
import type { HostSession } from "./host-session.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { bundle } from "./testing/bundle.ts";
import { best } from "./testing/longest-turn.ts";
import { runProcess } from "./testing/process.ts";
import { runners } from "./testing/runners.ts";
import { numbers, oneToFour, vector } from "./testing/tensors.ts";

const NOTHING = { sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 };
const openIsolated = (options: NullOptions = {}): Promise<HostSession> => openNull(options, {}, "process");
const openFiles = (): number => readdirSync("/proc/self/fd").length;

describe.skipIf(!isBuilt || findRunner().status === "missing")(
	`a session in a process of its own ${NEEDS_BUILD}`,
	() => {
		test("after each of 20 crashes in the middle of a run the next one is right within 2 seconds", async () => {
			const session = await openIsolated({ crashAfter: 1, delayMs: 5 });
			for (let i = 0; i < 20; i++) {
				const start = performance.now();
				expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
				expect(performance.now() - start).toBeLessThan(2000);
				await expect(session.run([oneToFour()], ["new"])).rejects.toMatchObject({ code: "DEVICE_LOST" });
			}
			await session.dispose();
			expect(hostCounters()).toEqual(NOTHING);
			expect(runners()).toEqual([]);
		});

		test("a run that takes longer than allowed is TIMEOUT, and the next one is right", async () => {
			const engine = await loadEngine({ engine: nullLibrary(), isolate: "process", runTimeoutMs: 300 });
			const options = nullOptions({ delayMs: 60_000, deaf: true });
			const files = [{ name: "", bytes: Uint8Array.of(1) }];
			const slow = await engine.open({ format: "null", files, options, facts: NULL_FACTS });
			const start = performance.now();
			await expect(slow.run([oneToFour()], ["new"])).rejects.toMatchObject({
				code: "TIMEOUT",
				message: expect.stringContaining("The run took more than 300 ms: its process was ended."),
			});
			expect(performance.now() - start).toBeGreaterThanOrEqual(299);
			expect(performance.now() - start).toBeLessThan(5000);
			await slow.dispose();
			const quick = await engine.open({ format: "null", files, options: {}, facts: NULL_FACTS });
			expect(numbers(await quick.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
			await quick.dispose();
			expect(runners()).toEqual([]);
		});

		test("leaves the event loop free while it opens, crashes, starts again and is disposed", async () => {
			const ms = await best(async () => {
				const session = await openIsolated({ openMs: 40, spinUs: 20_000, crashAfter: 1 });
				await session.run([oneToFour()], ["new"]);
				await session.run([oneToFour()], ["new"]).catch(() => {});
				await session.run([oneToFour()], ["new"]);
				await session.dispose();
			});
			expect(ms).toBeLessThan(10);
		});

		test("adds at most 100 microseconds to a run of 1 MB in and 1 MB out", async () => {
			configureHost({ inlineUs: 0 });
			const sessions = [await openNull({ mode: "dynamic" }), await openIsolated({ mode: "dynamic" })];
			const x = vector(new Float32Array(250_000));
			let added = Number.POSITIVE_INFINITY;
			for (let round = 0; round < 10 && added > 100; round++) {
				const times: [number[], number[]] = [[], []];
				for (let i = 0; i < 200; i++)
					for (const [k, session] of sessions.entries()) {
						const start = performance.now();
						await session.run([x], ["new"]);
						times[k as 0 | 1].push((performance.now() - start) * 1000);
					}
				const [here, there] = times.map((list) => list.sort((a, b) => a - b)[100] as number) as [number, number];
				added = Math.min(added, there - here);
			}
			configureHost({ inlineUs: 50 });
			for (const session of sessions) await session.dispose();
			expect(added).toBeLessThan(100);
		});

		test("100 sessions leave no process and no descriptor behind", async () => {
			await (await openIsolated()).dispose();
			const before = openFiles();
			for (let i = 0; i < 100; i++) {
				const session = await openIsolated({ crashAfter: 1 });
				await session.run([oneToFour()], ["new"]);
				if (i % 2 === 0) await session.run([oneToFour()], ["new"]).catch(() => {});
				await session.dispose();
			}
			expect(openFiles()).toBe(before);
			expect(runners()).toEqual([]);
			expect(hostCounters()).toEqual(NOTHING);
		});
	},
);

describe.skipIf(!isBuilt || findRunner().status === "missing")(
	`a program with a session in a process of its own ${NEEDS_BUILD}`,
	() => {
		let program = "";
		beforeAll(async () => {
			program = await bundle(new URL("./testing/scenarios.ts", import.meta.url));
		});

		test.each(["exit in flight", "exit in flight, deaf", "exit while opening", "exit while disposing"])(
			"ends with the code it asks for (%s)",
			async (scenario) => {
				const { code, signal, stderr, ms } = await runProcess(program, [scenario, "isolated"]);
				expect({ code, signal, stderr }).toEqual({ code: 7, signal: null, stderr: "" });
				expect(ms).toBeLessThan(4000);
			},
		);

		test.each([
			["forgotten dispose", "done\n"],
			["run that nobody awaits", "[2,3,4,5]\n"],
			["talkative engine", ""],
		])("ends by itself with 0 and prints nothing of the engine's (%s)", async (scenario, output) => {
			const { code, stdout, stderr, ms } = await runProcess(program, [scenario, "isolated"]);
			expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: output, stderr: "" });
			expect(ms).toBeLessThan(4000);
		});

		test.each(["hang", "busy"])("in a worker that is terminated takes the process with it (%s)", async (scenario) => {
			const worker = new Worker(program, { workerData: scenario, argv: [scenario, "isolated"] });
			await once(worker, "message");
			expect(runners().length).toBeGreaterThan(0);
			expect(await worker.terminate()).toBe(1);
			expect(runners()).toEqual([]);
		});

		test("takes the process with it when it is killed, also where the engine is deaf", async () => {
			const { signal, stdout } = await runProcess(program, ["killed in flight", "isolated"]);
			expect(signal).toBe("SIGKILL");
			const runner = `/proc/${Number(stdout)}`;
			expect(Number(stdout)).toBeGreaterThan(1);
			for (let i = 0; i < 200 && existsSync(runner); i++) await sleep(10);
			expect(existsSync(runner)).toBe(false);
		});
	},
);
