import type { AxisWeights } from "./axis-weights.ts";

/** Bits behind the point of a weight. */
export const ANTIALIAS_WEIGHT_BITS = 14;

/**
 * Weights of a triangle as wide as the step from one target pixel to the next, in units of 2^-14.
 *
 * With `scale = source / target` and `stretch = max(scale, 1)`, the centre of target pixel x is `(x + 0.5) * scale`; a source
 * pixel weighs `max(0, 1 - |pixel + 0.5 - centre| / stretch)`, divided by the sum of those within the picture. Of these, added
 * up from the first pixel on, each sum is rounded to 2^-14, and the differences of the sums are the weights: they add up to 1.
 */
export function antialiasWeights(source: number, target: number, start: number, length: number): AxisWeights {
	const scale = source / target;
	const stretch = Math.max(scale, 1);
	const taps = Math.ceil(stretch) * 2 + 1;
	const first = new Int32Array(length);
	const count = new Int32Array(length);
	const weights = new Int32Array(length * taps);
	let copies = true;
	for (let i = 0; i < length; i++) {
		const centre = (start + i + 0.5) * scale;
		const from = Math.max(0, Math.floor(centre - stretch));
		const until = Math.min(source, Math.ceil(centre + stretch));
		const real = Array.from({ length: until - from }, (_, k) =>
			Math.max(0, 1 - Math.abs(from + k + 0.5 - centre) / stretch),
		);
		const fixed = fixedWeights(real);
		const begin = fixed.findIndex((weight) => weight !== 0);
		const end = fixed.findLastIndex((weight) => weight !== 0) + 1;
		first[i] = from + begin;
		count[i] = end - begin;
		weights.set(fixed.slice(begin, end), i * taps);
		if (end - begin > 1) copies = false;
	}
	return { first, count, weights, taps, copies };
}

function fixedWeights(real: readonly number[]): number[] {
	const total = real.reduce((a, b) => a + b, 0);
	let sum = 0;
	let rounded = 0;
	return real.map((weight) => {
		sum += weight;
		const next = Math.round((sum / total) * 2 ** ANTIALIAS_WEIGHT_BITS);
		const fixed = next - rounded;
		rounded = next;
		return fixed;
	});
}
