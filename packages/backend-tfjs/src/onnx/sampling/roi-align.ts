import { type HostTensor, newHostArray, roundTo } from "../host-tensor.ts";
import { checkSize } from "../sizes.ts";

/** What ONNX's RoiAlign is told. */
export interface RoiAlignOptions {
	readonly outputHeight: number;
	readonly outputWidth: number;
	/** Samples along each side of a bin; 0: as many as fit. */
	readonly samplingRatio: number;
	readonly spatialScale: number;
	readonly halfPixel: boolean;
	readonly mode: "avg" | "max";
}

/** What a sample counts for in the bound on memory. */
const SAMPLE_ELEMENTS = 32;

/** Four pixels around a sample with their weights. */
type Sample = readonly (readonly [place: number, weight: number])[];

/** Regions of `x` [n, channels, height, width], each resampled to one size: [regions, channels, height, width]. */
export function roiAlign(
	x: HostTensor,
	regions: HostTensor,
	pictures: readonly number[],
	options: RoiAlignOptions,
): HostTensor {
	const [, channels = 1, height = 1, width = 1] = x.shape;
	const { outputHeight, outputWidth, mode } = options;
	const shape = checkSize([pictures.length, channels, outputHeight, outputWidth]);
	const data = newHostArray(x.dtype, pictures.length * channels * outputHeight * outputWidth);
	const bins = outputHeight * outputWidth;
	for (const [n, picture] of pictures.entries()) {
		const box = [0, 1, 2, 3].map((side) => Number(regions.data[n * 4 + side]));
		const samples = samplesOf(box, height, width, options);
		for (let c = 0; c < channels; c++) {
			const plane = (picture * channels + c) * height * width;
			for (let bin = 0; bin < bins; bin++) {
				const terms = (samples[bin] as Sample[]).map((sample) =>
					sample.map(([place, weight]) => weight * Number(x.data[plane + place])),
				);
				data[(n * channels + c) * bins + bin] = roundTo(x.dtype, mode === "avg" ? average(terms) : largest(terms));
			}
		}
	}
	return { dtype: x.dtype, shape, data };
}

function average(terms: readonly (readonly number[])[]): number {
	return terms.flat().reduce((sum, term) => sum + term, 0) / Math.max(terms.length, 1);
}

/** By the operator's definition the largest weighted pixel, not the largest sample. */
function largest(terms: readonly (readonly number[])[]): number {
	return terms.length === 0 ? 0 : Math.max(...terms.flat());
}

/** The samples of each bin of a region. */
function samplesOf(box: readonly number[], height: number, width: number, options: RoiAlignOptions): Sample[][] {
	const { outputHeight, outputWidth, samplingRatio, spatialScale, halfPixel } = options;
	const [left = 0, top = 0, right = 0, bottom = 0] = box.map((side) => side * spatialScale - (halfPixel ? 0.5 : 0));
	const least = halfPixel ? Number.NEGATIVE_INFINITY : 1;
	const binHeight = Math.max(bottom - top, least) / outputHeight;
	const binWidth = Math.max(right - left, least) / outputWidth;
	const rows = samplingRatio > 0 ? samplingRatio : Math.ceil(binHeight);
	const columns = samplingRatio > 0 ? samplingRatio : Math.ceil(binWidth);
	checkSize([outputHeight * outputWidth, rows, columns, SAMPLE_ELEMENTS]);
	return Array.from({ length: outputHeight * outputWidth }, (_, bin) => {
		const [binY, binX] = [Math.floor(bin / outputWidth), bin % outputWidth];
		const samples: Sample[] = [];
		for (let row = 0; row < rows; row++)
			for (let column = 0; column < columns; column++) {
				const y = top + (binY + (row + 0.5) / rows) * binHeight;
				const x = left + (binX + (column + 0.5) / columns) * binWidth;
				samples.push(sampleAt(y, x, height, width));
			}
		return samples;
	});
}

function sampleAt(y: number, x: number, height: number, width: number): Sample {
	if (y < -1 || y > height || x < -1 || x > width) return [[0, 0]];
	const [top, bottom, down] = between(y, height);
	const [left, right, across] = between(x, width);
	return [
		[top * width + left, (1 - down) * (1 - across)],
		[top * width + right, (1 - down) * across],
		[bottom * width + left, down * (1 - across)],
		[bottom * width + right, down * across],
	];
}

/** The pixels before and after a place, and how far between them it is. */
function between(place: number, size: number): readonly [before: number, after: number, part: number] {
	const inside = Math.max(place, 0);
	const before = Math.floor(inside);
	return before >= size - 1 ? [size - 1, size - 1, 0] : [before, before + 1, inside - before];
}
