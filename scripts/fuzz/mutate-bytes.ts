import type { Random } from "./random.ts";

const EXTREMES = [0, 1, 0x20, 0x7f, 0x80, 0xff];

/** Pieces put one after the other. */
export function join(...pieces: readonly Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
	let at = 0;
	for (const piece of pieces) {
		bytes.set(piece, at);
		at += piece.length;
	}
	return bytes;
}

/** One change that knows nothing of a format: flipped, set, cut out, doubled, put in, spliced with `other`. */
export function mutateBytes(
	bytes: Uint8Array,
	other: Uint8Array,
	random: Random,
	words: readonly Uint8Array[] = [],
): Uint8Array {
	const at = random.below(bytes.length + 1);
	const length = 1 + random.below(random.chance(0.8) ? 8 : 200);
	const before = bytes.subarray(0, at);
	const piece = bytes.subarray(at, at + length);
	const after = bytes.subarray(at + length);
	switch (random.below(words.length > 0 ? 8 : 6)) {
		case 0: {
			const flipped = bytes.slice();
			if (at < bytes.length) flipped[at] = (flipped[at] as number) ^ (1 << random.below(8));
			return flipped;
		}
		case 1:
			return join(before, piece.slice().fill(random.pick(EXTREMES)), after);
		case 2:
			return join(before, after);
		case 3:
			return join(before, piece, piece, after);
		case 4:
			return join(before, new Uint8Array(length).fill(random.pick(EXTREMES)), piece, after);
		case 5:
			return join(before, other.subarray(random.below(other.length + 1)));
		case 6:
			return join(before, random.pick(words), piece, after);
		default:
			return join(before, random.pick(words), after);
	}
}
