import type { PixelView } from "../picture/pixel-view.ts";
import type { WarpSpec } from "./warp-spec.ts";

/**
 * Definition of a target pixel from source coordinates (X, Y), for channel c of the source.
 *
 * `"opencv4-nearest"`: the pixel (X, Y). `"opencv4-bilinear"`: with (x, y) the whole pixels of (X, Y) / 32, rounded down,
 * and (a, b) what is left of 32, (p(x, y) (32 - a) (32 - b) + p(x + 1, y) a (32 - b) + p(x, y + 1) (32 - a) b
 * + p(x + 1, y + 1) a b + 512) >> 10.
 * p outside the source is the level of the border, or the pixel nearest to it.
 */
export function sampleRow(
	spec: Pick<WarpSpec, "filter" | "border" | "levels">,
	view: PixelView,
	c: number,
	xs: Int32Array,
	ys: Int32Array,
	out: Uint8Array,
): void {
	const { data, offset, rowStep, pixelStep, channelStep, width, height } = view;
	const level = spec.levels[c] as number;
	const repeats = spec.border === "replicate";
	const pixel = (x: number, y: number): number => {
		if (!repeats && (x < 0 || x >= width || y < 0 || y >= height)) return level;
		const px = x < 0 ? 0 : x >= width ? width - 1 : x;
		const py = y < 0 ? 0 : y >= height ? height - 1 : y;
		return data[offset + py * rowStep + px * pixelStep + c * channelStep] as number;
	};
	for (let i = 0; i < out.length; i++) {
		const [X, Y] = [xs[i] as number, ys[i] as number];
		if (spec.filter === "opencv4-nearest") {
			out[i] = pixel(X, Y);
			continue;
		}
		const [x, y, a, b] = [X >> 5, Y >> 5, X & 31, Y & 31];
		const upper = pixel(x, y) * (32 - a) + pixel(x + 1, y) * a;
		const lower = pixel(x, y + 1) * (32 - a) + pixel(x + 1, y + 1) * a;
		out[i] = (upper * (32 - b) + lower * b + 512) >> 10;
	}
}
