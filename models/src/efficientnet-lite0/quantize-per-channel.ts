import type { StateTensor } from "../torch/read-state-dict.ts";

/** Weights as int8 with one scale for each index of axis 0: `weight = int8 * scale`. */
export interface PerChannelInt8 {
	readonly shape: readonly number[];
	readonly data: Int8Array;
	/** One for each output channel; above 0. */
	readonly scale: Float32Array;
}

/** Rounds each channel's weights to 255 levels, -127 to 127, around 0; ties go up. */
export function quantizePerChannel({ shape, data }: StateTensor): PerChannelInt8 {
	const channels = shape[0] ?? 1;
	const size = data.length / channels;
	const scale = new Float32Array(channels);
	for (let c = 0; c < channels; c++) {
		const largest = data.subarray(c * size, (c + 1) * size).reduce((max, w) => Math.max(max, Math.abs(w)), 0);
		scale[c] = largest > 0 ? largest / 127 : 1;
	}
	const levels = Int8Array.from(data, (w, i) => {
		const level = Math.round(w / (scale[Math.floor(i / size)] as number));
		return Math.max(-127, Math.min(127, level));
	});
	return { shape, data: levels, scale };
}
