import { describe, expect, test } from "vitest";
import { hostCounters } from "./counters.ts";
import { openNull } from "./engines/null/engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { best } from "./testing/longest-turn.ts";
import { oneToFour, vector } from "./testing/tensors.ts";

test("the measure sees a blocked event loop", async () => {
	const ms = await best(async () => {
		await new Promise((resolve) => setTimeout(resolve, 5));
		const end = performance.now() + 60;
		while (performance.now() < end);
	});
	expect(ms).toBeGreaterThan(10);
});

describe.skipIf(!isBuilt)(`the event loop turns at least every 10 ms ${NEEDS_BUILD}`, () => {
	test("while a model opens, runs, is aborted and disposed", async () => {
		const ms = await best(async () => {
			const session = await openNull({ openMs: 60, delayMs: 40, spinUs: 40_000 });
			await session.run([oneToFour()], ["new"]);
			const control = new AbortController();
			const run = session.run([oneToFour()], ["new"], control.signal).catch(() => {});
			control.abort();
			await run;
			const last = session.run([oneToFour()], ["new"]);
			await session.dispose();
			await last;
		});
		expect(ms).toBeLessThan(10);
	});

	test("while 64 MiB of model bytes are copied", async () => {
		const bytes = new Uint8Array(64 << 20).fill(1);
		const ms = await best(async () => {
			const session = await openNull({}, { files: [{ name: "", bytes }] });
			await session.dispose();
		});
		expect(ms).toBeLessThan(10);
	});

	test("while runs of microseconds follow each other without a pause", async () => {
		const session = await openNull();
		const ms = await best(async () => {
			for (let i = 0; i < 20_000; i++) await session.run([oneToFour()], ["new"]);
		});
		expect(ms).toBeLessThan(10);
		await session.dispose();
	});

	test("when inputs grow after a quick run", async () => {
		const session = await openNull({ mode: "dynamic", spinUs: 10 });
		const small = vector(new Float32Array(4));
		for (let i = 0; i < 10; i++) await session.run([small], ["new"]);
		const threads = hostCounters().runs;
		const run = session.run([vector(new Float32Array(1000))], ["new"]);
		expect(hostCounters().runs).toBe(threads + 1);
		await run;
		await session.dispose();
	});
});
