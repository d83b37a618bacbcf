import type { AxisWeights } from "./axis-weights.ts";
import { PILLOW_WEIGHT_BITS } from "./pillow-weights.ts";

const half = 1 << (PILLOW_WEIGHT_BITS - 1);

/**
 * Convolves the rows of `ring` into target row `y`: the second pass. Source row r is row `r % ringRows` of the ring.
 * Goes along the rows, two at a time, so that memory is read in its order.
 */
export function convolveColumns(
	ring: Uint8Array,
	rowBytes: number,
	ringRows: number,
	{ first, count, weights, taps }: AxisWeights,
	y: number,
	sums: Int32Array,
	out: Uint8Array,
	at: number,
): void {
	let row = first[y] as number;
	const end = row + (count[y] as number);
	let k = y * taps;
	sums.fill(half);
	for (; row + 1 < end; row += 2, k += 2) {
		const a = (row % ringRows) * rowBytes;
		const b = ((row + 1) % ringRows) * rowBytes;
		const u = weights[k] as number;
		const v = weights[k + 1] as number;
		for (let i = 0; i < rowBytes; i++)
			sums[i] = ((sums[i] as number) + Math.imul(ring[a + i] as number, u) + Math.imul(ring[b + i] as number, v)) | 0;
	}
	if (row < end) {
		const a = (row % ringRows) * rowBytes;
		const u = weights[k] as number;
		for (let i = 0; i < rowBytes; i++) sums[i] = ((sums[i] as number) + Math.imul(ring[a + i] as number, u)) | 0;
	}
	for (let i = 0; i < rowBytes; i++) {
		const value = (sums[i] as number) >> PILLOW_WEIGHT_BITS;
		out[at + i] = value < 0 ? 0 : Math.min(value, 255);
	}
}
