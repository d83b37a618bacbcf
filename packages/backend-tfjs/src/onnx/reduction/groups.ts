import { stridesOf } from "../host/strides.ts";
import { product } from "../indexing/spans.ts";

/** Which group each element belongs to where `axes` of `shape` are folded, and the groups' shape, folded axes of size 1. */
export interface Groups {
	readonly of: Uint32Array;
	readonly shape: readonly number[];
	readonly count: number;
	/** Elements in each. */
	readonly size: number;
}

/** The groups of a reduction. */
export function groupsOf(shape: readonly number[], axes: readonly number[]): Groups {
	const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
	const [from, to] = [stridesOf(shape), stridesOf(kept)];
	const of = Uint32Array.from({ length: product(shape) }, (_, i) => {
		let group = 0;
		for (const [axis, size] of shape.entries())
			if (kept[axis] !== 1) group += (Math.floor(i / (from[axis] as number)) % size) * (to[axis] as number);
		return group;
	});
	return { of, shape: kept, count: product(kept), size: axes.reduce((all, axis) => all * (shape[axis] as number), 1) };
}
