import type { PixelView } from "../picture/pixel-view.ts";
import { gatherRow } from "./gather-row.ts";
import { type Resampler, type ResampleSpec, windowOf } from "./resampler.ts";

/**
 * `floor((x + 0.5) * source / target)`, as the integer `floor((2x + 1) * source / (2 * target))`, so that no
 * rounding of a fraction decides which pixel is taken.
 */
export class NearestResampler implements Resampler {
	readonly #columns: Int32Array;
	readonly #rows: Int32Array;
	readonly #channels: readonly number[];
	#offsets: number[];
	#view: PixelView | undefined;

	constructor(spec: ResampleSpec) {
		const window = windowOf(spec);
		this.#columns = nearestPixels(spec.sourceWidth, spec.width, window.left, window.width);
		this.#rows = nearestPixels(spec.sourceHeight, spec.height, window.top, window.height);
		this.#channels = spec.channels;
		this.#offsets = [...spec.channels];
	}

	begin(view: PixelView): void {
		this.#view = view;
		for (const [i, channel] of this.#channels.entries()) this.#offsets[i] = channel * view.channelStep;
	}

	row(y: number, out: Uint8Array, at: number): void {
		const view = this.#view as PixelView;
		const base = view.offset + (this.#rows[y] as number) * view.rowStep;
		gatherRow(view.data, base, view.pixelStep, this.#offsets, this.#columns, out, at);
	}
}

/** The source pixel of each of `count` target pixels from `start` on. */
export function nearestPixels(source: number, target: number, start: number, count: number): Int32Array {
	return Int32Array.from({ length: count }, (_, i) => Math.floor(((2 * (start + i) + 1) * source) / (2 * target)));
}
