import type { TensorData } from "@polyinfer/core";
import { expect } from "vitest";

/** Fails the test where two arrays differ; much quicker than `toEqual` where they do not. */
export function expectSame(actual: TensorData, expected: TensorData): void {
	let same = actual.length === expected.length;
	for (let i = 0; same && i < actual.length; i++) same = Object.is(actual[i], expected[i]);
	if (!same) expect(actual).toEqual(expected);
}
