/**
 * Copies one pixel of a source row for each target pixel: all that is left of a resampling whose weights are 0 and 1.
 * `pixels[x]` is the source pixel, `base` the row's first byte.
 */
export function gatherRow(
	data: Uint8Array,
	base: number,
	pixelStep: number,
	channelOffsets: readonly number[],
	pixels: Int32Array,
	out: Uint8Array,
	at: number,
): void {
	const width = pixels.length;
	const channels = channelOffsets.length;
	if (channels === 3) {
		const r = base + (channelOffsets[0] as number);
		const g = base + (channelOffsets[1] as number);
		const b = base + (channelOffsets[2] as number);
		for (let x = 0, o = at; x < width; x++, o += 3) {
			const p = Math.imul(pixels[x] as number, pixelStep);
			out[o] = data[r + p] as number;
			out[o + 1] = data[g + p] as number;
			out[o + 2] = data[b + p] as number;
		}
		return;
	}
	for (let c = 0; c < channels; c++) {
		const first = base + (channelOffsets[c] as number);
		for (let x = 0, o = at + c; x < width; x++, o += channels)
			out[o] = data[first + Math.imul(pixels[x] as number, pixelStep)] as number;
	}
}
