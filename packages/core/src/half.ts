const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** Value of 16 bits in IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
	const sign = bits & 0x8000 ? -1 : 1;
	const exponent = (bits >> 10) & 31;
	const fraction = bits & 1023;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Value of 16 bits in bfloat16 (the upper half of binary32). */
export function bfloat16ToNumber(bits: number): number {
	word[0] = bits << 16;
	return single[0] as number;
}

/** Nearest bfloat16 bits, ties to even; NaN stays NaN. */
export function numberToBfloat16(value: number): number {
	if (Number.isNaN(value)) return 0x7fc0;
	single[0] = value;
	const bits = word[0] as number;
	return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** Nearest binary16 bits, ties to even; over 65504 by half a step or more is infinity; NaN stays NaN. */
export function numberToHalf(value: number): number {
	if (Number.isNaN(value)) return 0x7e00;
	const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
	const size = Math.abs(value);
	if (size >= 65520) return sign | 0x7c00;
	if (size < 2 ** -14) return sign | roundHalfEven(size * 2 ** 24);
	const exponent = Math.min(15, Math.floor(Math.log2(size)) + (size >= 2 ** (Math.floor(Math.log2(size)) + 1) ? 1 : 0));
	const fraction = roundHalfEven((size / 2 ** exponent - 1) * 1024);
	return sign | (((exponent + 15) << 10) + fraction);
}

function roundHalfEven(x: number): number {
	const down = Math.floor(x);
	const rest = x - down;
	if (rest !== 0.5) return Math.round(x);
	return down % 2 === 0 ? down : down + 1;
}
