/** Whole numbers below `limit`, the same for the same seed: Marsaglia's xorshift. */
function below(seed: number): (limit: number) => number {
	let state = (seed * 2_654_435_761) >>> 0 || 1;
	return (limit) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state = (state ^ (state << 5)) >>> 0;
		return state % limit;
	};
}

/** The end cut off, a piece written over another, or bits flipped: three times of four, for they pass the first checks. */
export function mutate(bytes: Uint8Array, seed: number): Uint8Array {
	const next = below(seed + 1);
	const copy = bytes.slice();
	if (seed % 8 === 0) return copy.slice(0, next(copy.length));
	if (seed % 8 === 1) copy.copyWithin(next(copy.length), next(copy.length), next(copy.length));
	else
		for (let flips = 1 + next(3); flips > 0; flips--) {
			const at = next(copy.length);
			copy[at] = (copy[at] as number) ^ (1 << next(8));
		}
	return copy;
}
