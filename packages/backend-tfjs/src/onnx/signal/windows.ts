import { checkSize } from "../sizes.ts";

/** ONNX's windows: each point is a sum of cosines of full turns with these factors. */
export const WINDOWS: Readonly<Record<string, readonly number[]>> = {
	HannWindow: [0.5, -0.5],
	HammingWindow: [25 / 46, -21 / 46],
	BlackmanWindow: [0.42, -0.5, 0.08],
};

/** A window of `size` points; a periodic one would repeat after the last, a symmetric one ends as it began. */
export function windowPoints(factors: readonly number[], size: number, periodic: boolean): number[] {
	const period = periodic ? size : size - 1;
	checkSize([size]);
	return Array.from({ length: size }, (_, n) => {
		const turn = period === 0 ? 0 : (2 * Math.PI * n) / period;
		return factors.reduce((sum, factor, k) => sum + factor * Math.cos(k * turn), 0);
	});
}
