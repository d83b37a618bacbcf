import type { CheckedRules } from "./nms-rules.ts";

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function bitsOf(value: number): number {
	float[0] = value;
	return bits[0] as number;
}

/** As `key_of` of the kernel: rises with the number, the same for 0 and -0. */
function scoreKey(score: number): number {
	const word = bitsOf(score === 0 ? 0 : score);
	return (word >= 0x80000000 ? ~word : word | 0x80000000) >>> 0;
}

/** The first words of a plan of the kernel; `from`: the smallest float32 that is score enough; `count`: the most boxes. */
export function suppressionWords(rules: CheckedRules, from: number, count: number): number[] {
	const { maxCandidates, maxDetections, maxPerClass, perClass, overlap } = rules;
	const { least } = overlap;
	return [
		0,
		scoreKey(from),
		maxCandidates,
		maxDetections,
		maxPerClass,
		bitsOf(least),
		bitsOf(least * (1 - 2 ** -20)),
		bitsOf(least * (1 + 2 ** -20)),
		...pointBelow(least),
		perClass ? 1 : 0,
		maxPerClass < count ? 1 : 0,
	].map((word) => word | 0);
}

/**
 * The point half way between a float32 and the one below it, as `digits * 2^exponent`: what lies above it is rounded to the
 * float32, and so is the point itself where its digits are even.
 */
function pointBelow(value: number): [digits: number, exponent: number, counts: number] {
	const word = bitsOf(value);
	const digits = (word & 0x7fffff) | 0x800000;
	const exponent = (word >>> 23) - 150;
	if (digits === 0x800000) return [2 ** 25 - 1, exponent - 2, 1];
	return [2 * digits - 1, exponent - 1, digits % 2 === 0 ? 1 : 0];
}
