import type { YuvMatrix, YuvRange } from "../picture/yuv-picture.ts";

/** Numbers of {@link yuvRowToRgb} in units of 2^-20, and the level of black. */
export interface YuvCoefficients {
	readonly black: number;
	readonly luma: number;
	readonly redOfV: number;
	readonly greenOfV: number;
	readonly greenOfU: number;
	readonly blueOfU: number;
}

/** Parts of red and blue in brightness. */
const weights: Readonly<Record<YuvMatrix, readonly [red: number, blue: number]>> = {
	bt601: [0.299, 0.114],
	bt709: [0.2126, 0.0722],
	bt2020: [0.2627, 0.0593],
};

/** OpenCV's, of which the real numbers were rounded to three digits first (`color_yuv.simd.hpp`). */
const opencv: YuvCoefficients = {
	black: 16,
	luma: 1220542,
	redOfV: 1673527,
	greenOfV: -852492,
	greenOfU: -409993,
	blueOfU: 2116026,
};

/**
 * With r and b the weights of red and blue, g = 1 - r - b, and limited ranges stretched by 255/219 and 255/224:
 * red = Y + 2(1-r) V, blue = Y + 2(1-b) U, green = Y - 2(1-r) r/g V - 2(1-b) b/g U, rounded to 2^-20; but BT.601 in limited
 * range has OpenCV's integers.
 */
export function yuvCoefficients(matrix: YuvMatrix, range: YuvRange): YuvCoefficients {
	const limited = range === "limited";
	if (matrix === "bt601" && limited) return opencv;
	const [r, b] = weights[matrix];
	const g = 1 - r - b;
	const one = 2 ** 20;
	const chroma = (limited ? 255 / 224 : 1) * 2 * one;
	return {
		black: limited ? 16 : 0,
		luma: Math.round((limited ? 255 / 219 : 1) * one),
		redOfV: Math.round(chroma * (1 - r)),
		greenOfV: Math.round((-chroma * (1 - r) * r) / g),
		greenOfU: Math.round((-chroma * (1 - b) * b) / g),
		blueOfU: Math.round(chroma * (1 - b)),
	};
}
