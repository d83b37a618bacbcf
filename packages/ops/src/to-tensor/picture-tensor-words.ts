import { yuvCoefficients } from "../convert-color/yuv-coefficients.ts";
import { type FrameSpec, planeSpecs } from "../frame-to-tensor/frame-spec.ts";
import { isYuv } from "../picture/yuv-picture.ts";
import { antialiasWeights } from "../resample/antialias-weights.ts";
import type { AxisWeights } from "../resample/axis-weights.ts";
import { nearestPixels } from "../resample/nearest-resampler.ts";
import { areaWeights } from "../resample/opencv-area-weights.ts";
import { type OpencvWeights, opencvAxes } from "../resample/opencv-weights.ts";
import { PILLOW_WEIGHT_BITS, type PillowFilter, pillowWeights } from "../resample/pillow-weights.ts";
import { type ResampleSpec, shrinks, windowOf } from "../resample/resampler.ts";
import type { Placement } from "./plan-picture-tensor.ts";
import type { TensorFormat } from "./tensor-options.ts";
import type { TensorTarget } from "./tensor-target.ts";

/** What a plan of `kernel.wgsl` is made from. */
export interface PictureTensorWords {
	readonly words: Int32Array;
	/** Its `FILTER`, and that of the planes of colour. */
	readonly filter: number;
	readonly chromaFilter: number;
}

/** As `FILTER` of the kernel. */
const FILTERS = { copies: 0, bilinear: 1, antialias: 2, pillow: 3, wholeArea: 4, area: 5 } as const;

/** Words before the tables: as the kernel's constants name them. */
const HEAD = 34;
const AXES = 24;
const LEVELS = 17;

/** The plan of the kernel: numbers and the tables of the reference. */
export function pictureTensorWords(
	placement: Required<Pick<Placement, "source" | "filter" | "width" | "height" | "left" | "top">>,
	window: NonNullable<ResampleSpec["window"]>,
	target: TensorTarget,
	around: readonly number[],
): PictureTensorWords {
	const { source, filter, width, height, left, top } = placement;
	const { format } = target;
	const head = new Int32Array(HEAD);
	const tables: number[][] = [];
	let length = HEAD;
	const add = (table: number[]): number => {
		const at = length;
		tables.push(table);
		length += table.length;
		return at;
	};
	head.set([0, target.width, target.height, left, top, window.width, window.height]);
	head.set(format.channels, 9);
	head.set(elementBits(format, around), 13);
	head[LEVELS] = add(format.levels.flatMap((values) => elementBits(format, values)));
	let specs: ResampleSpec[];
	if (isYuv(source)) {
		const spec = { source, width, height, filter, window } as FrameSpec;
		const { luma, chroma, phaseX, phaseY } = planeSpecs(spec);
		specs = [luma, chroma];
		head.set([phaseX, phaseY], 7);
		const {
			black,
			luma: scale,
			redOfV,
			greenOfV,
			greenOfU,
			blueOfU,
		} = yuvCoefficients(spec.source.matrix, spec.source.range);
		head.set([black, scale, redOfV, greenOfV, greenOfU, blueOfU], 18);
	} else
		specs = [
			{
				sourceWidth: source.width,
				sourceHeight: source.height,
				width,
				height,
				window,
				filter,
				channels: format.channels,
			},
		];
	const axes = specs.map(axesOf);
	for (const [plane, { across, down, area }] of axes.entries())
		head.set([add(across.words), across.record, add(down.words), down.record, area], AXES + 5 * plane);
	const words = new Int32Array(length);
	words.set(head);
	let at = HEAD;
	for (const table of tables) {
		words.set(table, at);
		at += table.length;
	}
	const [filterOf, chromaFilterOf = filterOf] = axes.map(({ kind }) => kind) as [number, number?];
	return { words, filter: filterOf, chromaFilter: chromaFilterOf };
}

interface AxisTable {
	readonly words: number[];
	/** Words of a target pixel. */
	readonly record: number;
}

interface Axes {
	readonly kind: number;
	readonly across: AxisTable;
	readonly down: AxisTable;
	/** float32 bits of 1 / the pixels under a target pixel. */
	readonly area: number;
}

function axesOf(spec: ResampleSpec): Axes {
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

function taps({ first, count, weights, taps }: Omit<AxisWeights, "copies">): AxisTable {
	const words: number[] = [];
	for (const [i, pixel] of first.entries())
		words.push(pixel, count[i] as number, ...weights.subarray(i * taps, (i + 1) * taps));
	return { words, record: taps + 2 };
}

function bitsOf(values: Float32Array): Int32Array {
	return new Int32Array(values.buffer, values.byteOffset, values.length);
}

/** The bits of elements, in the lower end of words. */
function elementBits({ dtype }: TensorFormat, values: ArrayLike<number>): number[] {
	if (dtype === "float32") return [...bitsOf(Float32Array.from(values))];
	const mask = dtype === "float16" ? 0xffff : 0xff;
	return Array.from(values, (value) => value & mask);
}
