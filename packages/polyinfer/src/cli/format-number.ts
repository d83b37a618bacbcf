/** `4.7 MB` and the like, in powers of 1000. */
export function formatBytes(bytes: number): string {
	const units = ["bytes", "kB", "MB", "GB", "TB"];
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toPrecision(2))} ${units[unit]}`;
}

/** `4,652,008`. */
export function formatCount(count: number): string {
	return count.toLocaleString("en-US");
}

/** Milliseconds to three digits, microseconds below one. */
export function formatMs(ms: number): string {
	if (ms < 1) return `${Number((ms * 1000).toPrecision(3))} us`;
	return `${ms >= 100 ? Math.round(ms) : Number(ms.toPrecision(3))} ms`;
}

/** A number of a tensor: six digits. */
export function formatValue(value: number): string {
	return String(Number(value.toPrecision(6)));
}
