import type { YuvCoefficients } from "./yuv-coefficients.ts";

const half = 1 << 19;

/** A row of one plane: sample i is `data[offset + i * step]`. */
export interface Samples {
	readonly data: Uint8Array;
	offset: number;
	readonly step: number;
}

/**
 * One row to RGB at `out[at]`, as `cv2.cvtColor` computes it: with `y = max(Y - black, 0) * luma`, u = U - 128 and v = V - 128,
 * red = (y + 2^19 + redOfV * v) >> 20, green = (y + 2^19 + greenOfV * v + greenOfU * u) >> 20 and
 * blue = (y + 2^19 + blueOfU * u) >> 20, each cut to 0..255. Pixel x has the colour `(x + phase) >> 1`: no interpolation.
 */
export function yuvRowToRgb(
	luma: Samples,
	u: Samples,
	v: Samples,
	phase: number,
	width: number,
	{ black, luma: scale, redOfV, greenOfV, greenOfU, blueOfU }: YuvCoefficients,
	out: Uint8Array,
	at: number,
): void {
	for (let x = 0, o = at; x < width; x++, o += 3) {
		const c = (x + phase) >> 1;
		const y = Math.imul(Math.max((luma.data[luma.offset + x * luma.step] as number) - black, 0), scale) + half;
		const a = (u.data[u.offset + c * u.step] as number) - 128;
		const b = (v.data[v.offset + c * v.step] as number) - 128;
		out[o] = clip(y + Math.imul(redOfV, b));
		out[o + 1] = clip(y + Math.imul(greenOfV, b) + Math.imul(greenOfU, a));
		out[o + 2] = clip(y + Math.imul(blueOfU, a));
	}
}

function clip(value: number): number {
	return Math.min(Math.max(value >> 20, 0), 255);
}
