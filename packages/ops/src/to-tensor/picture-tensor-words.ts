import { DTYPES } from "@polyinfer/core";
import { yuvCoefficients } from "../convert-color/yuv-coefficients.ts";
import { type FrameSpec, planeSpecs } from "../frame-to-tensor/frame-spec.ts";
import { isYuv } from "../picture/yuv-picture.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import { type Axes, axesOf, bitsOf, rowsOf } from "./picture-axes.ts";
import type { Placement } from "./plan-picture-tensor.ts";
import type { TensorFormat } from "./tensor-options.ts";
import type { TensorTarget } from "./tensor-target.ts";

/** What a plan of `kernel.wgsl` and `kernel.cu` is made from. */
export interface PictureTensorWords {
	readonly words: Int32Array;
	/** Its `FILTER`, and that of the planes of colour. */
	readonly filter: number;
	readonly chromaFilter: number;
	/** Threads of CUDA that share a pixel. */
	readonly lanes: number;
	/** Rows of the source that are read, of each plane: from the first up to, but not with, the end. */
	readonly rows: readonly (readonly [begin: number, end: number])[];
}

/** Words before the tables: as the kernels' constants name them. */
const HEAD = 48;
const LEVELS = 17;
const AXES = 24;
const KINDS = 34;
const SCALES = 36;
const SHIFTS = 40;
const NUMBERS = 44;
const LANES = 47;

/** As `Numbers` of `kernel.cu`. */
const NUMBERS_OF = { "as-they-are": 0, "by-scale": 1, "by-table": 2 } as const;

/** The plan of the kernels: numbers and the tables of the reference. */
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
		length += aligned(table.length);
		return at;
	};
	head.set([0, target.width, target.height, left, top, window.width, window.height]);
	head.set(format.channels, 9);
	head.set(elementBits(format, around), 13);
	head[LEVELS] = add(format.levels.flatMap((values) => elementBits(format, values)));
	const isWide = format.dtype === "float32" || format.dtype === "float16";
	const bits = 8 * DTYPES[format.dtype].bytes;
	head.set(bitsOf(Float32Array.from(format.scales)), SCALES);
	head.set(bitsOf(Float32Array.from(format.shifts)), SHIFTS);
	const narrow = format.numbers === "as-they-are" ? "as-they-are" : "by-table";
	head.set([NUMBERS_OF[isWide ? "by-scale" : narrow], bits, format.layout === "nchw" ? 1 : 0], NUMBERS);
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
	head.set(
		axes.map(({ kind }) => kind),
		KINDS,
	);
	const lanes = lanesOf(axes, target.width * target.height);
	head[LANES] = lanes;
	const words = new Int32Array(length);
	words.set(head);
	let at = HEAD;
	for (const table of tables) {
		words.set(table, at);
		at += aligned(table.length);
	}
	const [filterOf, chromaFilterOf = filterOf] = axes.map(({ kind }) => kind) as [number, number?];
	return { words, filter: filterOf, chromaFilter: chromaFilterOf, lanes, rows: axes.map(rowsOf) };
}

/** Samples of a pixel from which on lanes share it, and then of a lane; threads that fill every GPU. */
const SHARED_SAMPLES = 256;
const LANE_SAMPLES = 64;
const ENOUGH_THREADS = 2 ** 22;

/** How many lanes of a warp share a pixel: more where it takes more samples, fewer where there are pixels enough. */
function lanesOf(axes: readonly Axes[], pixels: number): number {
	// Two words of a record are no weights.
	const samples = Math.max(...axes.map(({ across, down }) => (across.record - 2) * (down.record - 2)));
	if (samples < SHARED_SAMPLES) return 1;
	let lanes = 1;
	while (lanes < 32 && lanes * LANE_SAMPLES < samples && 2 * lanes * pixels <= ENOUGH_THREADS) lanes *= 2;
	return lanes;
}

/** Tables begin where kernels may read four words at once. */
const aligned = (words: number): number => Math.ceil(words / 4) * 4;

/** The bits of elements, in the lower end of words. */
function elementBits({ dtype }: TensorFormat, values: ArrayLike<number>): number[] {
	if (dtype === "float32") return [...bitsOf(Float32Array.from(values))];
	const mask = dtype === "float16" ? 0xffff : 0xff;
	return Array.from(values, (value) => value & mask);
}
