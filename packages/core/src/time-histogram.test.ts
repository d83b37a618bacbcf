import { expect, test } from "vitest";
import { TimeCounter } from "./time-histogram.ts";

/** Counts that are not 0, by bucket. */
function filled(counter: TimeCounter): Record<string, number> {
	return Object.fromEntries(Object.entries(counter.snapshot().buckets).filter(([, count]) => count > 0));
}

test("times fall into buckets by powers of two of a microsecond", () => {
	const counter = new TimeCounter();
	for (const us of [0, 0.9, 1, 1.9, 2, 3, 4, 1023, 1024]) counter.add(us / 1000);
	expect(filled(counter)).toEqual({ 0: 2, 1: 2, 2: 2, 3: 1, 10: 1, 11: 1 });
});

test("the last bucket takes all that is longer", () => {
	const counter = new TimeCounter();
	for (const ms of [2 ** 31 / 1000 - 1, 2 ** 31 / 1000, 1e9, Number.POSITIVE_INFINITY]) counter.add(ms);
	expect(filled(counter)).toEqual({ 31: 4 });
});

test("count, sum and maximum are of all times; a snapshot stays as it was", () => {
	const counter = new TimeCounter();
	expect(counter.snapshot()).toEqual({ count: 0, sumMs: 0, maxMs: 0, buckets: new Array(32).fill(0) });
	counter.add(3);
	const before = counter.snapshot();
	counter.add(5);
	counter.add(1);
	expect(before).toMatchObject({ count: 1, sumMs: 3, maxMs: 3 });
	expect(counter.snapshot()).toMatchObject({ count: 3, sumMs: 9, maxMs: 5 });
});
