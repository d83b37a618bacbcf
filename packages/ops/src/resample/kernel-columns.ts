import { nearestPixels } from "./nearest-resampler.ts";
import { type OpencvWeights, opencvAxes } from "./opencv-weights.ts";
import { type ResampleSpec, shrinks, windowOf } from "./resampler.ts";

/** Tables of a resampling as the kernels read them: `Filter` and the words behind `kColumns` of `to-tensor/kernel.cc`. */
export interface KernelTables {
	/** 0: rows are copied as they are, 1: pixels are copied, 2: OpenCV's bilinear, 3: antialias, 4: Pillow's, 5: averages by two or three, 6: OpenCV's of areas. */
	readonly kind: number;
	/** Whether rows may go straight into the planes of a tensor: the filter takes any receiver of rows. */
	readonly isDirect: boolean;
	/** Memory that the filter itself needs meanwhile, for what it keeps from row to row. */
	readonly scratchBytes: number;
	/** Kind 2: source rows serve several target rows, so their first pass is kept. */
	readonly keeps?: boolean;
	readonly columns: Int32Array;
	readonly rows: Int32Array;
	/** How many columns may be read as whole words, of 4 bytes for kind 1 and 8 for kind 2, without leaving the row. */
	readonly safe: number;
	readonly columnWeights?: Int16Array | Float32Array;
	readonly nextRows?: Int32Array;
	readonly rowWeights?: Int16Array | Float32Array;
}

/** Elements that the kernels may write beyond the end of a plane. */
const SLACK = 64;

/** Elements from one plane of a row to the next in the memory of a kernel. */
export function planeStep(width: number): number {
	return Math.ceil((width + SLACK) / 64) * 64;
}

/** The tables of `spec`, or `undefined` for a filter that averages many pixels: see `averagingTables`. */
export function kernelColumns(spec: ResampleSpec): KernelTables | undefined {
	const window = windowOf(spec);
	if (spec.filter === "nearest") {
		const columns = nearestPixels(spec.sourceWidth, spec.width, window.left, window.width);
		return copyingTables(spec, columns, nearestPixels(spec.sourceHeight, spec.height, window.top, window.height));
	}
	if (spec.filter !== "opencv-bilinear" && (spec.filter !== "opencv-area" || shrinks(spec))) return undefined;
	const { across, down } = opencvAxes(spec);
	if (across.copies && down.copies) return copyingTables(spec, across.pixels, down.pixels);
	return {
		kind: 2,
		isDirect: true,
		scratchBytes: 4 * (Math.max(...spec.channels) + 1) * planeStep(window.width),
		keeps: spec.sourceHeight < 1.6 * spec.height,
		...pairs(across, spec.sourceWidth),
		rows: down.pixels,
		nextRows: down.nextPixels,
		rowWeights: interleave(down.weights, down.nextWeights),
	};
}

/** The tables of a resampling that only copies pixels. */
export function copyingTables(spec: ResampleSpec, columns: Int32Array, rows: Int32Array): KernelTables {
	const first = columns[0] as number;
	const common = { isDirect: true, scratchBytes: 0, columns, rows };
	if (columns.every((pixel, x) => pixel === first + x)) return { kind: 0, ...common, safe: columns.length };
	// A pixel of 3 bytes is read as 4, which the last one of a row has not.
	const safe = columns.findIndex((pixel) => pixel >= spec.sourceWidth - 1);
	return { kind: 1, ...common, safe: safe < 0 ? columns.length : safe };
}

/** Neighbours only: what stands alone at the right border becomes the second of a pair. */
function pairs(
	{ pixels, weights, nextWeights }: OpencvWeights,
	source: number,
): Pick<KernelTables, "columns" | "columnWeights" | "safe"> {
	const columns = Int32Array.from(pixels);
	const first = Int32Array.from(weights);
	const second = Int32Array.from(nextWeights);
	for (const [x, pixel] of pixels.entries()) {
		if (pixel < source - 1 || source === 1) continue;
		columns[x] = pixel - 1;
		second[x] = first[x] as number;
		first[x] = 0;
	}
	// Two pixels of 3 bytes are read as 16 bytes: four pixels more must be there.
	const safe = columns.findIndex((pixel) => pixel + 6 > source);
	return { columns, columnWeights: interleave(first, second), safe: safe < 0 ? columns.length : safe };
}

function interleave(a: Int32Array, b: Int32Array): Int16Array {
	const both = new Int16Array(a.length * 2);
	for (let i = 0; i < a.length; i++) {
		both[2 * i] = a[i] as number;
		both[2 * i + 1] = b[i] as number;
	}
	return both;
}
