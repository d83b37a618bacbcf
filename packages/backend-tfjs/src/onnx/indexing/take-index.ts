import { InferenceError } from "@polyinfer/core";

/** An index into an axis of `size` entries, counted from the front. Throws INVALID_ARGUMENT where there is no such entry. */
export function takeIndex(index: number | bigint | string | undefined, size: number): number {
	const number = Number(index);
	if (!(number >= -size && number < size))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected an index from ${-size} to ${size - 1} but received ${index}.`,
		);
	return number < 0 ? number + size : number;
}
