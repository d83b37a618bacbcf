import type { AxisWeights } from "./axis-weights.ts";

/** Bits behind the point of a weight: 32 less 8 of the pixel and 2 for overshoot. */
export const PILLOW_WEIGHT_BITS = 22;

/** Filters of Pillow. */
export type PillowFilter = "pillow-bilinear" | "pillow-bicubic";

/** The filter's curve and half its width. */
const curves: Readonly<Record<PillowFilter, { readonly support: number; at(x: number): number }>> = {
	"pillow-bilinear": { support: 1, at: triangle },
	"pillow-bicubic": { support: 2, at: bicubic },
};

/**
 * Weights of Pillow's `Image.resize` (`precompute_coeffs`, `normalize_coeffs_8bpc` in `src/libImaging/Resample.c`).
 *
 * With `scale = source / target` and `stretch = max(scale, 1)`, the centre of target pixel x is `(x + 0.5) * scale`; the
 * source pixels from `trunc(centre - support * stretch + 0.5)` up to `trunc(centre + support * stretch + 0.5)`, cut at the
 * borders, weigh `curve((pixel + 0.5 - centre) / stretch)`, divided by their sum, rounded half away from zero to 2^-22.
 * Weights of zero at the end are left out, which changes no sum.
 */
export function pillowWeights(
	filter: PillowFilter,
	source: number,
	target: number,
	start: number,
	length: number,
): AxisWeights {
	const curve = curves[filter];
	const scale = source / target;
	const stretch = Math.max(scale, 1);
	const support = curve.support * stretch;
	const taps = Math.ceil(support) * 2 + 1;
	const first = new Int32Array(length);
	const count = new Int32Array(length);
	const weights = new Int32Array(length * taps);
	const inverse = 1 / stretch;
	const one = 2 ** PILLOW_WEIGHT_BITS;
	const copied = new Int32Array(length);
	let copies = true;
	for (let i = 0; i < length; i++) {
		const centre = (start + i + 0.5) * scale;
		const from = Math.max(0, Math.trunc(centre - support + 0.5));
		const until = Math.min(source, Math.trunc(centre + support + 0.5));
		const real: number[] = [];
		let sum = 0;
		for (let pixel = from; pixel < until; pixel++) {
			const weight = curve.at((pixel - centre + 0.5) * inverse);
			real.push(weight);
			sum += weight;
		}
		const fixed = real.map((weight) => roundHalfAway((sum === 0 ? weight : weight / sum) * one));
		let used = fixed.length;
		while (used > 1 && fixed[used - 1] === 0) used--;
		first[i] = from;
		count[i] = used;
		weights.set(fixed.slice(0, used), i * taps);
		copied[i] = from + used - 1;
		if (!fixed.every((weight, tap) => weight === (tap === used - 1 ? one : 0))) copies = false;
	}
	return { first: copies ? copied : first, count, weights, taps, copies };
}

function triangle(x: number): number {
	return Math.max(0, 1 - Math.abs(x));
}

function bicubic(x: number): number {
	const a = -0.5;
	const d = Math.abs(x);
	if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
	if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
	return 0;
}

function roundHalfAway(x: number): number {
	return Math.trunc(x < 0 ? x - 0.5 : x + 0.5);
}
