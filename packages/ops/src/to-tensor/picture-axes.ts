import { antialiasWeights } from "../resample/antialias-weights.ts";
import type { AxisWeights } from "../resample/axis-weights.ts";
import { nearestPixels } from "../resample/nearest-resampler.ts";
import { areaWeights } from "../resample/opencv-area-weights.ts";
import { type OpencvWeights, opencvAxes } from "../resample/opencv-weights.ts";
import { PILLOW_WEIGHT_BITS, type PillowFilter, pillowWeights } from "../resample/pillow-weights.ts";
import { type ResampleSpec, shrinks, windowOf } from "../resample/resampler.ts";
import { type WholeTaps, wholeTaps } from "../resample/whole-taps.ts";

/** As `FILTER` of `kernel.wgsl` and the bits of `Kind` of `kernel.cu`. */
export const FILTERS = {
	copies: 0,
	bilinear: 1,
	antialias: 2,
	pillow: 3,
	wholeArea: 4,
	area: 5,
	wholeAntialias: 6,
} as const;

/** One axis of a resampling, as the kernels read it. */
export interface AxisTable {
	readonly words: number[];
	/** Words of a target pixel. */
	readonly record: number;
}

/** Both axes. */
export interface Axes {
	/** Of {@link FILTERS}. */
	readonly kind: number;
	readonly across: AxisTable;
	readonly down: AxisTable;
	/** float32 bits of 1 / the pixels under a target pixel. */
	readonly area: number;
}

/** The tables of the reference for one plane. */
export function axesOf(spec: ResampleSpec): Axes {
	const { filter, sourceWidth, sourceHeight, width, height } = spec;
	const window = windowOf(spec);
	const both = (
		kind: number,
		make: (source: number, target: number, start: number, length: number) => AxisTable,
		area = 0,
	): Axes => ({
		kind,
		across: make(sourceWidth, width, window.left, window.width),
		down: make(sourceHeight, height, window.top, window.height),
		area,
	});
	if (filter === "nearest")
		return both(FILTERS.copies, (...axis) => ({ words: [...nearestPixels(...axis)], record: 1 }));
	const whole = filter === "antialias" ? wholeTaps(spec) : undefined;
	if (whole !== undefined)
		return {
			kind: FILTERS.wholeAntialias,
			across: taps(wholeWeights(whole.across, sourceWidth, window.left, window.width)),
			down: taps(wholeWeights(whole.down, sourceHeight, window.top, window.height)),
			area: 0,
		};
	if (filter === "antialias") return both(FILTERS.antialias, (...axis) => taps(antialiasWeights(...axis)));
	if (filter === "opencv-area" && shrinks(spec)) {
		const isWhole = sourceWidth % width === 0 && sourceHeight % height === 0;
		const area = (sourceWidth / width) * (sourceHeight / height);
		return both(
			isWhole ? FILTERS.wholeArea : FILTERS.area,
			(...axis) => {
				const weights = areaWeights(...axis);
				return taps({ ...weights, weights: bitsOf(weights.weights) });
			},
			bitsOf(Float32Array.of(1 / area))[0] as number,
		);
	}
	if (filter === "opencv-bilinear" || filter === "opencv-area") {
		const { across, down } = opencvAxes(spec);
		if (across.copies && down.copies)
			return {
				kind: FILTERS.copies,
				across: { words: [...across.pixels], record: 1 },
				down: { words: [...down.pixels], record: 1 },
				area: 0,
			};
		return { kind: FILTERS.bilinear, across: pairs(across), down: pairs(down), area: 0 };
	}
	return both(FILTERS.pillow, (...axis) => {
		const weights = pillowWeights(filter as PillowFilter, ...axis);
		const { first } = weights;
		const one = { first, count: first.map(() => 1), weights: first.map(() => 2 ** PILLOW_WEIGHT_BITS), taps: 1 };
		return taps(weights.copies ? one : weights);
	});
}

function pairs({ pixels, nextPixels, weights, nextWeights }: OpencvWeights): AxisTable {
	const words: number[] = [];
	for (const [i, pixel] of pixels.entries())
		words.push(pixel, nextPixels[i] as number, weights[i] as number, nextWeights[i] as number);
	return { words, record: 4 };
}

/** The weights of those taps that lie within the picture. */
function wholeWeights(
	{ ratio, lead, weights }: WholeTaps,
	source: number,
	start: number,
	length: number,
): Omit<AxisWeights, "copies"> {
	const taps = weights.length;
	const first = new Int32Array(length);
	const count = new Int32Array(length);
	const within = new Int32Array(length * taps);
	for (let i = 0; i < length; i++) {
		const begin = (start + i) * ratio + lead;
		const from = Math.max(begin, 0);
		const used = weights.slice(from - begin, Math.min(taps, source - begin));
		first[i] = from;
		count[i] = used.length;
		within.set(used, i * taps);
	}
	return { first, count, weights: within, taps };
}

function taps({ first, count, weights, taps }: Omit<AxisWeights, "copies">): AxisTable {
	const words: number[] = [];
	for (const [i, pixel] of first.entries())
		words.push(pixel, count[i] as number, ...weights.subarray(i * taps, (i + 1) * taps));
	return { words, record: taps + 2 };
}

/** Rows of the source that are read: from the first up to, but not with, the end. */
export function rowsOf({ kind, down: { words, record } }: Axes): readonly [begin: number, end: number] {
	let [begin, end] = [Number.POSITIVE_INFINITY, 0];
	for (let at = 0; at < words.length; at += record) {
		const [first, second] = [words[at] as number, words[at + 1] as number];
		const last = kind === FILTERS.copies ? first : kind === FILTERS.bilinear ? second : first + second - 1;
		begin = Math.min(begin, first, last);
		end = Math.max(end, first + 1, last + 1);
	}
	return [begin, end];
}

/** The bits of numbers of single precision. */
export function bitsOf(values: Float32Array): Int32Array {
	return new Int32Array(values.buffer, values.byteOffset, values.length);
}
