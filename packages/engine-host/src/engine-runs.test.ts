import { describe, expect, test } from "vitest";
import { engineRuns } from "./engine-runs.ts";
import { openNull } from "./engines/null/engine.ts";
import { findRunner } from "./find-runner.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { oneToFour } from "./testing/tensors.ts";

const noRunner = findRunner().status === "missing";

describe.skipIf(!isBuilt)(`runs of an engine ${NEEDS_BUILD}`, () => {
	test.each([
		["this process", undefined],
		["a process of its own", "process"],
	] as const)("are counted where it computes: %s", async (_, isolate) => {
		if (isolate && noRunner) return;
		const before = engineRuns().null ?? 0;
		const session = await openNull({}, { maxRuns: 2 }, isolate);
		for (let runs = 1; runs <= 3; runs++) {
			await session.run([oneToFour()], ["new"]);
			expect([session.engineRuns(), (engineRuns().null ?? 0) - before]).toEqual([runs, runs]);
		}
		await Promise.all([session.run([oneToFour()], ["new"]), session.run([oneToFour()], ["new"])]);
		session.runSync([oneToFour()], ["new"]);
		expect([session.engineRuns(), (engineRuns().null ?? 0) - before]).toEqual([6, 6]);
		expect(engineRuns().isolated ?? 0).toBe(0);
		await session.dispose();
	});

	test.each([undefined, "process"] as const)("are not counted where they fail or are aborted (%s)", async (isolate) => {
		if (isolate && noRunner) return;
		const failing = await openNull({ fail: 9 }, {}, isolate);
		await expect(failing.run([oneToFour()], ["new"])).rejects.toMatchObject({ code: "ENGINE" });
		const slow = await openNull({ delayMs: 5000 }, {}, isolate);
		const aborted = slow.run([oneToFour()], ["new"], AbortSignal.timeout(20));
		await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
		expect([failing.engineRuns(), slow.engineRuns()]).toEqual([0, 0]);
		await Promise.all([failing.dispose(), slow.dispose()]);
	});
});
