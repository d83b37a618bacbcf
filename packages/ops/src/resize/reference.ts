import type { PixelView } from "../picture/pixel-view.ts";
import type { Resampler } from "../resample/resampler.ts";

/**
 * Definition: target row y is `resampler.row(y)`, the formulas of which, with their rounding and borders, stand at
 * `PillowResampler`, `OpencvBilinearResampler` and `NearestResampler`. All three are exact in integers.
 */
export function resizeReference(
	view: PixelView,
	resampler: Resampler,
	out: Uint8Array,
	height: number,
	stride: number,
): void {
	resampler.begin(view);
	for (let y = 0; y < height; y++) resampler.row(y, out, y * stride);
}
