import type { AxisWeights } from "./axis-weights.ts";
import { PILLOW_WEIGHT_BITS } from "./pillow-weights.ts";

const half = 1 << (PILLOW_WEIGHT_BITS - 1);

/** Convolves one source row: the first pass. `base` is the row's first byte; writes interleaved pixels at `out[at]`. */
export function convolveRow(
	data: Uint8Array,
	base: number,
	pixelStep: number,
	channelOffsets: readonly number[],
	across: AxisWeights,
	out: Uint8Array,
	at: number,
): void {
	if (channelOffsets.length === 3) convolveThree(data, base, pixelStep, channelOffsets, across, out, at);
	else
		for (let c = 0; c < channelOffsets.length; c++)
			convolveOne(data, base + (channelOffsets[c] as number), pixelStep, across, out, at + c, channelOffsets.length);
}

function convolveThree(
	data: Uint8Array,
	base: number,
	pixelStep: number,
	channelOffsets: readonly number[],
	{ first, count, weights, taps }: AxisWeights,
	out: Uint8Array,
	at: number,
): void {
	const c0 = base + (channelOffsets[0] as number);
	const c1 = base + (channelOffsets[1] as number);
	const c2 = base + (channelOffsets[2] as number);
	for (let x = 0, o = at; x < first.length; x++, o += 3) {
		let p = Math.imul(first[x] as number, pixelStep);
		let k = Math.imul(x, taps);
		const end = k + (count[x] as number);
		let s0 = half;
		let s1 = half;
		let s2 = half;
		for (; k < end; k++, p += pixelStep) {
			const w = weights[k] as number;
			s0 = (s0 + Math.imul(data[c0 + p] as number, w)) | 0;
			s1 = (s1 + Math.imul(data[c1 + p] as number, w)) | 0;
			s2 = (s2 + Math.imul(data[c2 + p] as number, w)) | 0;
		}
		out[o] = clip(s0);
		out[o + 1] = clip(s1);
		out[o + 2] = clip(s2);
	}
}

function convolveOne(
	data: Uint8Array,
	base: number,
	pixelStep: number,
	{ first, count, weights, taps }: AxisWeights,
	out: Uint8Array,
	at: number,
	outStep: number,
): void {
	for (let x = 0, o = at; x < first.length; x++, o += outStep) {
		let p = base + Math.imul(first[x] as number, pixelStep);
		let k = Math.imul(x, taps);
		const end = k + (count[x] as number);
		let sum = half;
		for (; k < end; k++, p += pixelStep) sum = (sum + Math.imul(data[p] as number, weights[k] as number)) | 0;
		out[o] = clip(sum);
	}
}

function clip(sum: number): number {
	const value = sum >> PILLOW_WEIGHT_BITS;
	return value < 0 ? 0 : Math.min(value, 255);
}
