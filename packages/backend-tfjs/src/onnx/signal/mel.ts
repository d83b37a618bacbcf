import { checkSize } from "../sizes.ts";

/** What ONNX's MelWeightMatrix is told. */
export interface MelOptions {
	readonly bins: number;
	readonly fourierLength: number;
	readonly sampleRate: number;
	readonly lowest: number;
	readonly highest: number;
}

const melOf = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
const hertzOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

/** Triangles that gather a spectrum's points into bins of equal width in mel, [points, bins]. */
export function melWeights({ bins, fourierLength, sampleRate, lowest, highest }: MelOptions): {
	readonly shape: readonly number[];
	readonly weights: number[];
} {
	const points = Math.floor(fourierLength / 2) + 1;
	checkSize([points, bins]);
	const [from, to] = [melOf(lowest), melOf(highest)];
	const step = (to - from) / (bins + 2);
	const edges = Array.from({ length: bins + 2 }, (_, i) =>
		Math.floor(((fourierLength + 1) * hertzOf(from + i * step)) / sampleRate),
	);
	const weights = new Array<number>(points * bins).fill(0);
	for (let bin = 0; bin < bins; bin++) {
		const [left, center, right] = edges.slice(bin, bin + 3) as [number, number, number];
		if (left === center) weights[center * bins + bin] = 1;
		else for (let at = left; at <= center; at++) weights[at * bins + bin] = (at - left) / (center - left);
		for (let at = center; at < right; at++) weights[at * bins + bin] = (right - at) / (right - center);
	}
	return { shape: [points, bins], weights };
}
