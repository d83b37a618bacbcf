/** A shape around one axis: how many blocks before it, its size, and the elements from one of its entries to the next. */
export interface Spans {
	readonly outer: number;
	readonly size: number;
	readonly inner: number;
}

/** The spans of `axis` (0 and above) in `shape`. */
export function spansOf(shape: readonly number[], axis: number): Spans {
	return { outer: product(shape.slice(0, axis)), size: shape[axis] ?? 1, inner: product(shape.slice(axis + 1)) };
}

/** All sizes multiplied; 1 for none. */
export function product(sizes: readonly number[]): number {
	return sizes.reduce((all, size) => all * size, 1);
}
