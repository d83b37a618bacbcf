import type { OpencvWeights } from "./opencv-weights.ts";

/** First pass: `out = (a*u + b*v) >> 4` for each channel of each target pixel of one row. */
export function blendPixels(
	data: Uint8Array,
	base: number,
	pixelStep: number,
	channelOffsets: readonly number[],
	{ pixels, nextPixels, weights, nextWeights }: OpencvWeights,
	out: Int32Array,
): void {
	const width = pixels.length;
	const channels = channelOffsets.length;
	if (channels === 3) {
		const c0 = base + (channelOffsets[0] as number);
		const c1 = base + (channelOffsets[1] as number);
		const c2 = base + (channelOffsets[2] as number);
		for (let x = 0, o = 0; x < width; x++, o += 3) {
			const p = Math.imul(pixels[x] as number, pixelStep);
			const q = Math.imul(nextPixels[x] as number, pixelStep);
			const u = weights[x] as number;
			const v = nextWeights[x] as number;
			out[o] = (Math.imul(data[c0 + p] as number, u) + Math.imul(data[c0 + q] as number, v)) >> 4;
			out[o + 1] = (Math.imul(data[c1 + p] as number, u) + Math.imul(data[c1 + q] as number, v)) >> 4;
			out[o + 2] = (Math.imul(data[c2 + p] as number, u) + Math.imul(data[c2 + q] as number, v)) >> 4;
		}
		return;
	}
	for (let c = 0; c < channels; c++) {
		const first = base + (channelOffsets[c] as number);
		for (let x = 0, o = c; x < width; x++, o += channels) {
			const a = data[first + Math.imul(pixels[x] as number, pixelStep)] as number;
			const b = data[first + Math.imul(nextPixels[x] as number, pixelStep)] as number;
			out[o] = (Math.imul(a, weights[x] as number) + Math.imul(b, nextWeights[x] as number)) >> 4;
		}
	}
}

/** Second pass: `(((h0*u) >> 16) + ((h1*v) >> 16) + 2) >> 2`. Needs no clipping: `h` is at most 255 * 128. */
export function blendRows(
	upper: Int32Array,
	lower: Int32Array,
	weight: number,
	nextWeight: number,
	out: Uint8Array,
	at: number,
): void {
	for (let i = 0; i < upper.length; i++) {
		const a = Math.imul(upper[i] as number, weight) >> 16;
		const b = Math.imul(lower[i] as number, nextWeight) >> 16;
		out[at + i] = (a + b + 2) >> 2;
	}
}

/**
 * Both passes at once for three channels: quicker where the target's rows share few source rows.
 * `upper` and `lower` are the first bytes of the two source rows.
 */
export function blendSquares(
	data: Uint8Array,
	upper: number,
	lower: number,
	pixelStep: number,
	channelOffsets: readonly number[],
	{ pixels, nextPixels, weights, nextWeights }: OpencvWeights,
	weight: number,
	nextWeight: number,
	out: Uint8Array,
	at: number,
): void {
	const width = pixels.length;
	const c0 = channelOffsets[0] as number;
	const c1 = ((channelOffsets[1] as number) - c0) | 0;
	const c2 = ((channelOffsets[2] as number) - c0) | 0;
	const above = (upper + c0) | 0;
	const below = (lower + c0) | 0;
	for (let x = 0, o = at; x < width; x++, o += 3) {
		const p = Math.imul(pixels[x] as number, pixelStep);
		const q = Math.imul(nextPixels[x] as number, pixelStep);
		const u = weights[x] as number;
		const v = nextWeights[x] as number;
		const a = (above + p) | 0;
		const b = (above + q) | 0;
		const c = (below + p) | 0;
		const d = (below + q) | 0;
		let high = (Math.imul(data[a] as number, u) + Math.imul(data[b] as number, v)) >> 4;
		let low = (Math.imul(data[c] as number, u) + Math.imul(data[d] as number, v)) >> 4;
		out[o] = ((Math.imul(high, weight) >> 16) + (Math.imul(low, nextWeight) >> 16) + 2) >> 2;
		high = (Math.imul(data[(a + c1) | 0] as number, u) + Math.imul(data[(b + c1) | 0] as number, v)) >> 4;
		low = (Math.imul(data[(c + c1) | 0] as number, u) + Math.imul(data[(d + c1) | 0] as number, v)) >> 4;
		out[o + 1] = ((Math.imul(high, weight) >> 16) + (Math.imul(low, nextWeight) >> 16) + 2) >> 2;
		high = (Math.imul(data[(a + c2) | 0] as number, u) + Math.imul(data[(b + c2) | 0] as number, v)) >> 4;
		low = (Math.imul(data[(c + c2) | 0] as number, u) + Math.imul(data[(d + c2) | 0] as number, v)) >> 4;
		out[o + 2] = ((Math.imul(high, weight) >> 16) + (Math.imul(low, nextWeight) >> 16) + 2) >> 2;
	}
}
