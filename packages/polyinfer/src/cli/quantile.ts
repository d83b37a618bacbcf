/** The value below which `fraction` of the numbers lie, interpolated between neighbours. NaN of none. */
export function quantile(numbers: readonly number[], fraction: number): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const place = fraction * (sorted.length - 1);
	const below = sorted[Math.floor(place)] ?? Number.NaN;
	const above = sorted[Math.ceil(place)] ?? Number.NaN;
	return below === above ? below : below + (above - below) * (place - Math.floor(place));
}
