/** A number in as many digits as one reads of a difference. */
export function formatNumber(value: number): string {
	return String(Number(value.toPrecision(2)));
}
