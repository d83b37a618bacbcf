/** Boxes with scores and classes, the same for the same arguments everywhere. */
export interface SeededBoxes {
	readonly boxes: Float32Array;
	readonly scores: Float32Array;
	readonly classes: Int32Array;
}

/**
 * `count` boxes of sides up to 4 in a square of side `scale`; scores are multiples of `1 / levels`. Each takes six of the
 * upper 24 bits of `s = s * 1664525 + 1013904223 (mod 2^32)`: left, top, width, height, score, class.
 */
export function seededBoxes(
	seed: number,
	count: number,
	scale: number,
	levels: number,
	classCount: number,
): SeededBoxes {
	let state = seed;
	const next = (): number => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return (state >>> 8) / 2 ** 24;
	};
	const made = { boxes: new Float32Array(4 * count), scores: new Float32Array(count), classes: new Int32Array(count) };
	for (let i = 0; i < count; i++) {
		const [x, y] = [next() * scale, next() * scale];
		made.boxes.set([x, y, x + next() * 4, y + next() * 4], 4 * i);
		made.scores[i] = Math.floor(next() * levels) / levels;
		made.classes[i] = Math.floor(next() * classCount);
	}
	return made;
}
