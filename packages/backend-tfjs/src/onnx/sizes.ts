import { elementCount, InferenceError } from "@polyinfer/core";

/** A tensor of more elements is refused before memory is asked for: 1 GiB of float32. */
const MAX_ELEMENTS = 2 ** 28;

/** `shape` itself, if memory for it may be asked for. Throws OUT_OF_MEMORY, and INVALID_ARGUMENT for sizes below 0. */
export function checkSize<S extends readonly number[]>(shape: S): S {
	if (!shape.every((size) => Number.isInteger(size) && size >= 0))
		throw new InferenceError("INVALID_ARGUMENT", `Expected sizes of 0 and above in a shape but received [${shape}].`);
	const count = elementCount(shape);
	if (count < 0 || count > MAX_ELEMENTS)
		throw new InferenceError("OUT_OF_MEMORY", `A tensor of shape [${shape}] has more than ${MAX_ELEMENTS} elements.`);
	return shape;
}

/** The shape that two shapes broadcast to, as in NumPy. Throws INVALID_ARGUMENT where they do not fit. */
export function broadcastShapes(a: readonly number[], b: readonly number[]): number[] {
	const rank = Math.max(a.length, b.length);
	return checkSize(
		Array.from({ length: rank }, (_, i) => {
			const x = a[a.length - rank + i] ?? 1;
			const y = b[b.length - rank + i] ?? 1;
			if (x === y || y === 1) return x;
			if (x === 1) return y;
			throw new InferenceError("INVALID_ARGUMENT", `Shapes [${a}] and [${b}] do not broadcast to one shape.`);
		}),
	);
}

/** An axis counted from the front. Throws INVALID_ARGUMENT beyond the rank. */
export function normalizeAxis(axis: number, rank: number): number {
	if (axis < -rank || axis >= Math.max(rank, 1))
		throw new InferenceError("INVALID_ARGUMENT", `Axis ${axis} is beyond a tensor of rank ${rank}.`);
	return axis < 0 ? axis + rank : axis;
}
