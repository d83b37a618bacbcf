/** `x` rounded to the nearest integer, halves to even. */
export function roundHalfToEven(x: number): number {
	const down = Math.floor(x);
	if (x - down !== 0.5) return Math.round(x);
	return down % 2 === 0 ? down : down + 1;
}
