import { createResampler } from "../resample/create-resampler.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import type { Conversion } from "./conversion.ts";
import type { Place } from "./picture-tensor-block.ts";
import type { TensorTarget } from "./tensor-target.ts";

/**
 * Definition: each row of the resampled picture goes through the tables of levels to its place, and the rest of the tensor
 * is `around`.
 */
export function reference(
	spec: ResampleSpec,
	place: Place,
	target: TensorTarget,
	around: readonly number[],
): Conversion {
	const { left, top, width, height, tensorWidth } = place;
	const { channels } = spec;
	const resampler = createResampler(spec);
	const row = new Uint8Array(width * channels.length);
	const offsets = channels.map((_, c) => c);
	const run: Conversion["run"] = (view, data) => {
		target.fill(data, 0, 0, tensorWidth, top, around);
		target.fill(data, 0, top, left, height, around);
		target.fill(data, left + width, top, tensorWidth - left - width, height, around);
		target.fill(data, 0, top + height, tensorWidth, target.height - top - height, around);
		resampler.begin(view);
		for (let y = 0; y < height; y++) {
			resampler.row(y, row, 0);
			target.writeRow(data, left, top + y, row, 0, channels.length, offsets, width);
		}
	};
	return { implementation: "reference", run, runAsync: async (view, data) => run(view, data) };
}
