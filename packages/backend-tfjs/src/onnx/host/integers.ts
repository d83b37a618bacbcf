/** `base` to the power of `exponent`, wrapped to 64 bits; 0 for negative exponents, but for 1 and -1. */
export function bigPower(base: bigint, exponent: bigint): bigint {
	if (exponent < 0n) return base === 1n ? 1n : base === -1n ? (exponent % 2n === 0n ? 1n : -1n) : 0n;
	let power = 1n;
	let square = base;
	for (let rest = exponent; rest > 0n; rest >>= 1n) {
		if (rest & 1n) power = BigInt.asIntN(64, power * square);
		square = BigInt.asIntN(64, square * square);
	}
	return power;
}

/** The remainder that has the divisor's sign, as Python has it. */
export function modulo<T extends number | bigint>(a: T, b: T): T {
	const remainder = (a % b) as T;
	// biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are both meant.
	return remainder != 0 && remainder < 0 !== b < 0 ? (((remainder as number) + (b as number)) as T) : remainder;
}
