import { afterAll, describe, expect, test } from "vitest";
import { createFakeBackend } from "./fake/create-fake-backend.ts";
import type { CaseResult } from "./result.ts";
import { testBackend } from "./test-backend.ts";

const fake = createFakeBackend();
const given: CaseResult[] = [];
await testBackend(fake, {
	runner: { describe, test },
	only: "fast",
	counters: fake.counters,
	onResults: (results) => {
		given.push(...results);
	},
});

afterAll(() => {
	expect(fake.violations).toEqual([]);
	expect(given.map(({ outcome }) => outcome)).not.toContain("failed");
	expect(given.length).toBeGreaterThan(100);
});

/** A runner that only notes what is registered. */
function notingRunner() {
	const tests: [string, () => Promise<void>][] = [];
	const skipped: string[] = [];
	const register = (name: string, body: () => Promise<void>): void => {
		tests.push([name, body]);
	};
	const runner = {
		describe: (_: string, body: () => void) => body(),
		test: Object.assign(register, { skip: (name: string) => skipped.push(name) }),
	};
	return { runner, tests, skipped };
}

const missing = { reason: "no library", advice: "install it" };

test("a backend that is not here is one visible skip with the reason", async () => {
	const { runner, tests, skipped } = notingRunner();
	await testBackend(createFakeBackend({ missing }), { runner, environment: {} });
	expect([tests, skipped]).toEqual([[], ["fake is not here: no library"]]);
});

test("a required backend that is not here is a failing test", async () => {
	const { runner, tests, skipped } = notingRunner();
	await testBackend(createFakeBackend({ missing }), { runner, environment: { POLYINFER_REQUIRE: "fake" } });
	expect(skipped).toEqual([]);
	await expect(tests[0]?.[1]()).rejects.toThrow("fake is not here: no library");
});

test("cases that do not apply are visible skips with the reason, gaps carry theirs", async () => {
	const { runner, tests, skipped } = notingRunner();
	const cases = ["runSync between runs disturbs none", "an image is convolved"];
	const gaps = [{ reason: "too hard", cases: ["an image is convolved"] }];
	const results: CaseResult[] = [];
	await testBackend(createFakeBackend({ capabilities: { syncRuns: false } }), {
		runner,
		cases,
		gaps,
		onResult: (result) => results.push(result),
	});
	expect(skipped).toEqual(["other runs: runSync between runs disturbs none (capabilities.syncRuns is false)"]);
	expect(tests.map(([name]) => name)).toEqual(["arithmetic: an image is convolved (gap: too hard)"]);
	await expect(tests[0]?.[1]()).rejects.toThrow("stale");
	expect(results).toMatchObject([{ outcome: "failed" }]);
});

test("of a case that is tried again the last result counts", async () => {
	const { runner, tests } = notingRunner();
	const results: CaseResult[] = [];
	const backend = createFakeBackend();
	let isBroken = false;
	const flaky = {
		...backend,
		createSession: (...given: Parameters<typeof backend.createSession>) =>
			isBroken ? Promise.reject(new Error("not yet")) : backend.createSession(...given),
	};
	const cases = ["an image is convolved"];
	await testBackend(flaky, { runner, cases, onResults: (all) => void results.push(...all) });
	const [[, body] = [], [, handOver] = []] = tests;
	isBroken = true;
	await expect(body?.()).rejects.toThrow("not yet");
	isBroken = false;
	await body?.();
	await handOver?.();
	expect(results.map(({ name, outcome }) => [name, outcome])).toEqual([["an image is convolved", "passed"]]);
});
