import { expect, test } from "vitest";
import { quantile } from "./quantile.ts";

test("quantiles are interpolated between neighbours, whatever the order", () => {
	expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
	expect(quantile([30, 10, 20], 0.5)).toBe(20);
	expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48);
	expect(quantile([7], 0.95)).toBe(7);
	expect(quantile([], 0.5)).toBeNaN();
});
