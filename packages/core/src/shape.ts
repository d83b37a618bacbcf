import type { DType } from "./dtype.ts";
import type { Dim } from "./value-info.ts";

/** Product of the sizes; -1 where one is not an integer of 0 and above or the product is over 2^53. `[]` is 1. */
export function elementCount(shape: readonly number[]): number {
	let count = 1;
	// By index: this is called many times a run, and an iterator costs more than the product.
	for (let i = 0; i < shape.length; i++) {
		const size = shape[i] as number;
		if (!Number.isInteger(size) || size < 0) return -1;
		count *= size;
	}
	return Number.isSafeInteger(count) ? count : -1;
}

/** True where `shape` fits `expected`, whose `null` fits anything. */
export function shapeFits(shape: readonly number[], expected: readonly Dim[] | null): boolean {
	if (expected === null) return true;
	return shape.length === expected.length && expected.every((dim, i) => dim === null || dim === shape[i]);
}

/** `float32 [1,3,?,640]`. */
export function formatType(dtype: DType, shape: readonly Dim[] | null, dimNames?: readonly (string | null)[]): string {
	if (shape === null) return `${dtype} of any rank`;
	return `${dtype} [${shape.map((dim, i) => dim ?? dimNames?.[i] ?? "?").join(",")}]`;
}
