import { antialiasWeights } from "./antialias-weights.ts";
import type { AxisWeights } from "./axis-weights.ts";
import { copyingTables, type KernelTables, planeStep } from "./kernel-columns.ts";
import { PILLOW_WEIGHT_BITS, type PillowFilter, pillowWeights } from "./pillow-weights.ts";
import { type ResampleSpec, windowOf } from "./resampler.ts";

/** Target columns that kernels do at once, and rows of a block. */
const BLOCK = 16;
/** Bytes of a turned block that are still in the fastest cache beside the lines that it is made of. */
const TURNED_BYTES = 16384;
/** Lines of a block that are still in the cache of a processor. */
const LINES_BYTES = 393216;
/** `kLowBits` of `convolve.h`. */
const LOW_BITS = 11;

/** {@link KernelTables} of a filter that averages. */
export interface AveragingTables extends KernelTables {
	/** The words from `kMostAcross` on of the kernel. */
	readonly words: readonly number[];
}

/** Tables of the filters that average many pixels. A weight of Pillow's is two of 16 bits. `undefined`: not by kernel. */
export function averagingTables(spec: ResampleSpec): AveragingTables | KernelTables | undefined {
	if (spec.filter === "opencv-area") return undefined;
	const window = windowOf(spec);
	const isPillow = spec.filter !== "antialias";
	const weights = (source: number, target: number, start: number, length: number): AxisWeights => {
		if (!isPillow) return antialiasWeights(source, target, start, length);
		const pillow = pillowWeights(spec.filter as PillowFilter, source, target, start, length);
		if (!pillow.copies) return pillow;
		const one = new Int32Array(length).fill(1);
		return { ...pillow, count: one, weights: one.map(() => 2 ** PILLOW_WEIGHT_BITS), taps: 1 };
	};
	const across = weights(spec.sourceWidth, spec.width, window.left, window.width);
	const down = weights(spec.sourceHeight, spec.height, window.top, window.height);
	if (across.copies && down.copies) return copyingTables(spec, across.first, down.first);
	const width = Math.ceil(window.width / BLOCK) * BLOCK;
	const columns = pairs(across, width, 2, isPillow);
	const rows = pairs(down, window.height, 1, isPillow);
	const numbers = Math.max(...spec.channels) === 0 ? 1 : 4;
	const tile = columnsWithin(TURNED_BYTES, BLOCK, columns, width, numbers * BLOCK * 4);
	const strip = isPillow ? tile : columnsWithin(LINES_BYTES, tile, columns, width, numbers * BLOCK * 4);
	const lineStep = align(2 * pairsWithin(strip, columns, width) * numbers + BLOCK, 32);
	const linesBytes = lineStep * 2 * BLOCK;
	const turnedBytes = (pairsWithin(tile, columns, width) + 4) * numbers * BLOCK * 4;
	const ringRows = isPillow ? 2 * rows.most + BLOCK : BLOCK;
	const planes = Math.max(...spec.channels) + 1;
	// One row more for lanes of a block that stand for no row.
	const rowBytes = (ringRows + 1) * planes * planeStep(window.width);
	const turned = align(linesBytes, 64);
	const kept = align(turned + turnedBytes, 64);
	return {
		kind: isPillow ? 4 : 3,
		isDirect: false,
		columns: columns.first,
		rows: rows.first,
		safe: 0,
		columnWeights: columns.weights,
		nextRows: rows.count,
		rowWeights: rows.weights,
		words: [columns.most, rows.most, tile, strip, width, lineStep, 0, turned, kept, ringRows],
		scratchBytes: kept + rowBytes,
	};
}

interface Pairs {
	readonly first: Int32Array;
	readonly count: Int32Array;
	/** `most` pairs a target pixel, of one or two parts. */
	readonly weights: Int16Array;
	readonly most: number;
}

/**
 * Weights two by two, for `length` target pixels, the last one again where there are fewer. `align` 2: pairs begin at even
 * pixels and `first` counts pairs.
 */
function pairs({ first, count, weights, taps }: AxisWeights, length: number, align: 1 | 2, isSplit: boolean): Pairs {
	const parts = isSplit ? 2 : 1;
	const given = (i: number): number => Math.min(i, first.length - 1);
	const lead = (i: number): number => (first[given(i)] as number) % align;
	const counts = Int32Array.from({ length }, (_, i) => Math.ceil(((count[given(i)] as number) + lead(i)) / 2));
	const most = counts.reduce((a, b) => Math.max(a, b), 1);
	const both = new Int16Array(length * most * parts * 2);
	for (let i = 0; i < length; i++)
		for (let k = 0; k < (count[given(i)] as number); k++) {
			const weight = weights[given(i) * taps + k] as number;
			const place = k + lead(i);
			const at = (i * most + (place >> 1)) * parts * 2 + (place & 1);
			both[at] = isSplit ? weight >> LOW_BITS : weight;
			if (isSplit) both[at + 2] = weight & ((1 << LOW_BITS) - 1);
		}
	return {
		first: Int32Array.from({ length }, (_, i) => Math.floor((first[given(i)] as number) / align)),
		count: counts,
		weights: both,
		most,
	};
}

/** The most pairs of source pixels that `tile` target pixels need. */
function pairsWithin(tile: number, { first, most }: Pairs, width: number): number {
	let pairs = 0;
	for (let x = 0; x < width; x += tile)
		pairs = Math.max(pairs, (first[Math.min(x + tile, width) - 1] as number) + most - (first[x] as number));
	return pairs;
}

/** How many columns need at most so many bytes, a multiple of `step`, and at least that. */
function columnsWithin(bytes: number, step: number, columns: Pairs, width: number, pairBytes: number): number {
	let tile = step;
	while (tile < width && pairsWithin(tile + step, columns, width) * pairBytes <= bytes) tile += step;
	return tile;
}

function align(bytes: number, to: number): number {
	return Math.ceil(bytes / to) * to;
}
