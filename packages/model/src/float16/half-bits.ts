/** What becomes of float32 numbers that float16 has no near one for; numbers of elements. */
export interface HalfLosses {
	/** Finite, above 65504 in magnitude: become 65504. */
	clamped: number;
	/** Not 0 but nearer to 0 than to the least float16, 2^-24: become that, so that no epsilon vanishes. */
	raised: number;
	/** Below 2^-14 in magnitude: keep fewer than 11 significant bits. */
	subnormal: number;
}

/**
 * Bits of the nearest float16 of a float32's bits, ties to even. Infinities and NaN stay; what else is out of range is
 * moved to its edge and counted.
 */
export function halfBits(bits: number, losses: HalfLosses): number {
	const sign = (bits >>> 16) & 0x8000;
	const size = bits & 0x7fffffff;
	if (size >= 0x7f800000) return sign | (size === 0x7f800000 ? 0x7c00 : 0x7e00);
	if (size > 0x477fe000) {
		losses.clamped++;
		return sign | 0x7bff;
	}
	if (size >= 0x38800000) return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
	return size === 0 ? sign : sign | subnormalBits(size, losses);
}

function subnormalBits(size: number, losses: HalfLosses): number {
	losses.subnormal++;
	const shift = 126 - (size >>> 23);
	const fraction = (size & 0x7fffff) | 0x800000;
	let half = 0;
	if (shift <= 24) {
		half = fraction >>> shift;
		const rest = fraction & (2 ** shift - 1);
		const tie = 2 ** (shift - 1);
		if (rest > tie || (rest === tie && (half & 1) === 1)) half++;
	}
	if (half > 0) return half;
	losses.raised++;
	return 1;
}
