import { expect, test } from "vitest";
import { median, quantile, summarize } from "./statistics.ts";

test("the median of an even number of values lies between the middle two", () => {
	expect(median([4, 1, 3, 2])).toBe(2.5);
	expect(median([5, 1, 3])).toBe(3);
	expect(median([7])).toBe(7);
});

test("quantiles are interpolated between neighbours", () => {
	const values = [10, 20, 30, 40, 50];
	expect(quantile(values, 0)).toBe(10);
	expect(quantile(values, 1)).toBe(50);
	expect(quantile(values, 0.1)).toBeCloseTo(14);
	expect(quantile(values, 0.95)).toBeCloseTo(48);
});

test("nothing has no median", () => {
	expect(median([])).toBeNaN();
	expect(summarize([]).n).toBe(0);
});

test("a summary leaves the numbers in their order", () => {
	const values = [3, 1, 2];
	expect(summarize(values)).toMatchObject({ n: 3, min: 1, median: 2, max: 3 });
	expect(values).toEqual([3, 1, 2]);
});
