import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { abortedError, InferenceError } from "./errors.ts";
import { RunRecord } from "./run-record.ts";
import type { Session } from "./session.ts";
import type { RunEvent } from "./session-events.ts";

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
	vi.useRealTimers();
});
const session = {} as Session;
const pass = (ms: number): unknown => vi.advanceTimersByTime(ms);

test("a run waits while as many earlier ones as go at once are unsettled", () => {
	const record = new RunRecord(session, 2);
	const runs = [record.accept(), record.accept(), record.accept(), record.accept()];
	expect(record.inFlight).toBe(4);
	pass(10);
	record.settle(runs[1] as (typeof runs)[0]);
	pass(5);
	record.settle(runs[0] as (typeof runs)[0]);
	pass(1);
	for (const run of runs.slice(2)) record.settle(run);
	expect(record.stats).toMatchObject({
		runs: 4,
		inFlight: 0,
		queueTime: { count: 4, sumMs: 10 + 15, maxMs: 15 },
		runTime: { count: 4, sumMs: 10 + 15 + (16 - 10) + (16 - 15), maxMs: 15 },
	});
});

test("a waiting run that leaves takes no place, and the next one starts when it would have", () => {
	const record = new RunRecord(session, 1);
	const [first, second, third] = [record.accept(), record.accept(), record.accept()];
	pass(2);
	record.settle(second, abortedError(AbortSignal.abort("enough")));
	expect(record.inFlight).toBe(2);
	pass(2);
	record.settle(first);
	pass(1);
	record.settle(third);
	expect(record.stats).toMatchObject({
		runs: 2,
		aborted: 1,
		errors: 0,
		queueTime: { sumMs: 4 },
		runTime: { sumMs: 5 },
	});
});

test("failed runs count as errors and in no time", () => {
	const record = new RunRecord(session, 1);
	const run = record.accept();
	pass(3);
	record.settle(run, new InferenceError("ENGINE", "broken"));
	expect(record.stats).toMatchObject({ runs: 0, errors: 1, inFlight: 0, runTime: { count: 0 } });
});

test("a run on the calling thread waits for nobody and holds no place", () => {
	const record = new RunRecord(session, 1);
	const waiting = [record.accept(), record.accept()] as const;
	const sync = record.acceptSync();
	pass(4);
	record.settle(sync);
	expect(record.stats).toMatchObject({ runs: 1, inFlight: 2, queueTime: { sumMs: 0 }, runTime: { sumMs: 4 } });
	for (const run of waiting) record.settle(run);
});

test("each settled run is published with its times, where somebody listens", () => {
	const events: RunEvent[] = [];
	const channel = { hasSubscribers: false, publish: (event: RunEvent) => events.push(event) };
	const record = new RunRecord(session, 1, channel);
	record.settle(record.accept());
	expect(events).toEqual([]);
	channel.hasSubscribers = true;
	const startMs = performance.now();
	const [ok, failed] = [record.accept(), record.accept()];
	pass(3);
	record.settle(ok);
	pass(2);
	const error = new InferenceError("ENGINE", "broken");
	record.settle(failed, error);
	expect(events).toEqual([
		{ session, outcome: "ok", startMs, queueMs: 0, runMs: 3, sync: false },
		{ session, outcome: "failed", startMs, queueMs: 3, runMs: 2, sync: false, error },
	]);
});
