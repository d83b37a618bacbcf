import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { type DeviceTensor, Tensor } from "@polyinfer/core";
import { beforeAll, describe, expect, test } from "vitest";
import { hostCounters, trimPool } from "../counters.ts";
import { isBuilt, NEEDS_BUILD } from "../testing/built.ts";
import { bundle } from "../testing/bundle.ts";
import { runProcess } from "../testing/process.ts";
import { openCuda } from "./index.ts";
import { canCompile, NEEDS_COMPILER } from "./testing/compile.ts";
import { loadCudaEngine, openOn } from "./testing/cuda-engine.ts";
import { type FakeDriver, loadFakeDriver } from "./testing/fake-driver.ts";

async function residentMiB(): Promise<number> {
	for (let i = 0; i < 3; i++) {
		globalThis.gc?.();
		await sleep(20);
	}
	trimPool();
	return process.memoryUsage().rss / 2 ** 20;
}

describe.skipIf(!isBuilt || !canCompile)(`on a fake CUDA device ${NEEDS_BUILD} ${NEEDS_COMPILER}`, () => {
	let fake: FakeDriver;
	let program = "";
	beforeAll(async () => {
		fake = loadFakeDriver();
		fake.set("delay_us", 0);
		program = await bundle(new URL("./testing/scenarios.ts", import.meta.url));
	});

	test("10,000 rounds of upload, run, download do not grow, and leave nothing", async () => {
		const cuda = await openCuda({ library: fake.library });
		const session = await openOn(await loadCudaEngine(fake.library), fake.library, { mode: "free" });
		const stream = cuda.createStream();
		const x = new Tensor("float32", new Float32Array(4000), [1000, 4]);
		let live = 0;
		let before = 0;
		const round = async (): Promise<void> => {
			const [y, z] = (await session.runOnDevice?.([x], ["device", "device"])) ?? [];
			await stream.download((y as DeviceTensor).handle as never, 0, 16_000);
			(y as DeviceTensor).dispose();
			(z as DeviceTensor).dispose();
		};
		for (let i = 0; i < 1000; i++) await round();
		before = await residentMiB();
		live = fake.live();
		for (let i = 0; i < 10_000; i++) await round();
		expect(fake.live()).toBeLessThanOrEqual(live + 4);
		expect((await residentMiB()) - before).toBeLessThan(24);
		await session.dispose();
		await stream.dispose();
		await cuda.trim();
		expect([fake.live(), fake.misuses()]).toEqual([0, ""]);
		expect(hostCounters()).toMatchObject({ sessions: 0, runs: 0, threads: 0 });
	});

	test("workers are terminated at any moment, and leave nothing", async () => {
		const cuda = await openCuda({ library: fake.library });
		for (let i = 0; i < 10; i++) {
			const worker = new Worker(program, { workerData: ["busy", fake.library], execArgv: [] });
			await new Promise((resolve) => worker.once("message", resolve));
			await sleep(i * 3);
			await worker.terminate();
		}
		await cuda.trim();
		expect([fake.live(), fake.misuses()]).toEqual([0, ""]);
		expect(hostCounters()).toMatchObject({ sessions: 0, runs: 0, threads: 0 });
	});

	test("a process ends with the code that it asks for while the device works", async () => {
		for (let i = 0; i < 3; i++) {
			const { code, signal, stderr } = await runProcess(program, ["exit in flight", fake.library]);
			expect({ code, signal, stderr }).toEqual({ code: 7, signal: null, stderr: "" });
		}
	});

	test("a process that forgets all ends by itself", async () => {
		const { code, stdout, stderr } = await runProcess(program, ["forgets all", fake.library]);
		expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "done\n", stderr: "" });
	});
});
