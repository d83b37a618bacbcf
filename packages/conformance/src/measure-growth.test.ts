import { expect, test } from "vitest";
import { fitLine } from "./measure-growth.ts";

test("the line through points on a line has its slope and no error", () => {
	expect(fitLine([3, 5, 7, 9])).toEqual({ slope: 2, error: 0 });
});

test("slope and standard error are those of numpy.polyfit and scipy.stats.linregress", () => {
	const { slope, error } = fitLine([1, 3, 2, 5, 4]);
	expect(slope).toBeCloseTo(0.8, 12);
	expect(error).toBeCloseTo(0.34641016151377546, 12);
});

test("one step among flat rounds is no certain growth", () => {
	const { slope, error } = fitLine([0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8].map((mib) => mib * 2 ** 20));
	expect(slope / error).toBeGreaterThan(3);
});
