/** Nearest integer, ties to the even one: `round` of Python 3 and of C's default rounding mode. */
export function roundHalfEven(x: number): number {
	const down = Math.floor(x);
	const rest = x - down;
	if (rest !== 0.5) return Math.round(x);
	return down % 2 === 0 ? down : down + 1;
}
