import { expect, test } from "vitest";
import { compareOutputs } from "./compare-outputs.ts";

const bytes = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

test("the same bits are equal", () => {
	expect(compareOutputs(bytes(1, Number.NaN), bytes(1, Number.NaN), 0)).toEqual({ difference: 0, isEqual: true });
});

test("a difference is told relative to the largest number, and is equal only within the tolerance", () => {
	const [a, b] = [bytes(0, 4), bytes(0.5, 4)];
	expect(compareOutputs(a, b, 0)).toEqual({ difference: 0.125, isEqual: false });
	expect(compareOutputs(a, b, 0.125)).toEqual({ difference: 0.125, isEqual: true });
	expect(compareOutputs(a, b, 0.1).isEqual).toBe(false);
});

test.each([
	["another size", bytes(1), bytes(1, 2)],
	["nothing", bytes(), bytes()],
	["NaN against a number", bytes(1), bytes(Number.NaN)],
])("%s is not equal", (_, a, b) => {
	expect(compareOutputs(a, b, 1)).toEqual({ difference: null, isEqual: false });
});
