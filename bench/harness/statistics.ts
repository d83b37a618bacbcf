/** What is told of a list of numbers. */
export interface Summary {
	readonly n: number;
	readonly min: number;
	readonly p10: number;
	readonly median: number;
	readonly p95: number;
	readonly max: number;
}

/** The value below which `fraction` of the numbers lie, interpolated between neighbours. NaN of none. */
export function quantile(numbers: readonly number[], fraction: number): number {
	const sorted = numbers.toSorted((a, b) => a - b);
	const place = fraction * (sorted.length - 1);
	const below = sorted[Math.floor(place)] ?? Number.NaN;
	const above = sorted[Math.ceil(place)] ?? Number.NaN;
	return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

/** The middle of the numbers. NaN of none. */
export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

/** The summary of a list of numbers. */
export function summarize(numbers: readonly number[]): Summary {
	return {
		n: numbers.length,
		min: quantile(numbers, 0),
		p10: quantile(numbers, 0.1),
		median: median(numbers),
		p95: quantile(numbers, 0.95),
		max: quantile(numbers, 1),
	};
}
