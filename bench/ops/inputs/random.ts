/** Random numbers that are the same on every machine. */
export interface Random {
	/** In [0, 1). */
	uniform(from?: number, to?: number): number;
	normal(mean: number, deviation: number): number;
	/** From 0 to `count` - 1. */
	index(count: number): number;
}

/** A generator by the name of its input: another input, other numbers. */
export function random(name: string): Random {
	let state = [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
	const uniform = (from = 0, to = 1): number => {
		// Mulberry32.
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return from + (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (to - from);
	};
	return {
		uniform,
		// Box and Muller's way.
		normal: (mean, deviation) =>
			mean + deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
		index: (count) => Math.floor(uniform() * count),
	};
}
