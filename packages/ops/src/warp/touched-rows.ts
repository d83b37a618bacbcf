/** Where the parts of a coordinate are larger than this, their roundings may add up to a pixel. */
const CERTAIN = 1e12;
/** Divisions by less may overflow. */
const TINY = 1e-300;

/**
 * The rows [first, end) of a source of `sourceHeight` rows that a target of `width` x `height` may read, border pixels among
 * them; all of them where that is not certain. At least one.
 */
export function touchedRows(
	m: Float64Array,
	width: number,
	height: number,
	sourceHeight: number,
): readonly [first: number, end: number] {
	const [m3 = 0, m4 = 0, m5 = 0, m6 = 0, m7 = 0, m8 = 1] = m.subarray(3);
	let [min, max, before, behind] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
	for (const x of [0, width - 1])
		for (const y of [0, height - 1]) {
			const w = m6 * x + m7 * y + m8;
			const at = (m3 * x + m4 * y + m5) / w;
			const parts = Math.abs(m3 * x) + Math.abs(m4 * y) + Math.abs(m5);
			const lost = (parts + Math.abs(at) * (Math.abs(m6 * x) + Math.abs(m7 * y) + Math.abs(m8))) / Math.abs(w);
			if (!(lost < CERTAIN && Math.abs(w) > TINY)) return [0, sourceHeight];
			if (w > 0) before++;
			else behind++;
			min = Math.min(min, at);
			max = Math.max(max, at);
		}
	// Rows are extreme at corners unless the line that goes to infinity crosses the target.
	if (before > 0 && behind > 0) return [0, sourceHeight];
	const first = Math.min(Math.max(Math.floor(min) - 2, 0), sourceHeight - 1);
	return [first, Math.min(Math.max(Math.ceil(max) + 3, first + 1), sourceHeight)];
}
