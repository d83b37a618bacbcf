import type { PixelView } from "../picture/pixel-view.ts";
import type { AxisWeights } from "./axis-weights.ts";
import { convolveColumns } from "./convolve-columns.ts";
import { convolveRow } from "./convolve-row.ts";
import { gatherRow } from "./gather-row.ts";
import { type PillowFilter, pillowWeights } from "./pillow-weights.ts";
import { type Resampler, type ResampleSpec, windowOf } from "./resampler.ts";

/**
 * Pillow's resampling, byte for byte: first along the rows, rounded to 8 bits, then along the columns.
 * Each sum starts at one half, is shifted right by 22 and cut to 0..255. Every channel is taken by itself: alpha is
 * not multiplied in, unlike `Image.resize` of Pillow on RGBA.
 *
 * Rows that went through the first pass wait in a ring just high enough for the second.
 */
export class PillowResampler implements Resampler {
	readonly #across: AxisWeights;
	readonly #down: AxisWeights;
	readonly #channels: readonly number[];
	readonly #offsets: number[];
	readonly #rowBytes: number;
	readonly #ringRows: number;
	readonly #ring: Uint8Array;
	readonly #sums: Int32Array;
	#view: PixelView | undefined;
	#next = 0;

	constructor(spec: ResampleSpec) {
		const window = windowOf(spec);
		const filter = spec.filter as PillowFilter;
		this.#across = pillowWeights(filter, spec.sourceWidth, spec.width, window.left, window.width);
		this.#down = pillowWeights(filter, spec.sourceHeight, spec.height, window.top, window.height);
		this.#channels = spec.channels;
		this.#offsets = [...spec.channels];
		this.#rowBytes = window.width * spec.channels.length;
		this.#ringRows = this.#down.count.reduce((a, b) => Math.max(a, b), 1);
		this.#ring = new Uint8Array(this.#down.copies ? 0 : this.#ringRows * this.#rowBytes);
		this.#sums = new Int32Array(this.#down.copies ? 0 : this.#rowBytes);
	}

	begin(view: PixelView): void {
		this.#view = view;
		this.#next = 0;
		for (const [i, channel] of this.#channels.entries()) this.#offsets[i] = channel * view.channelStep;
	}

	row(y: number, out: Uint8Array, at: number): void {
		const first = this.#down.first[y] as number;
		if (this.#down.copies) {
			this.#firstPass(first, out, at);
			return;
		}
		const until = first + (this.#down.count[y] as number);
		if (this.#next < first) this.#next = first;
		for (; this.#next < until; this.#next++)
			this.#firstPass(this.#next, this.#ring, (this.#next % this.#ringRows) * this.#rowBytes);
		convolveColumns(this.#ring, this.#rowBytes, this.#ringRows, this.#down, y, this.#sums, out, at);
	}

	#firstPass(row: number, out: Uint8Array, at: number): void {
		const view = this.#view as PixelView;
		const base = view.offset + row * view.rowStep;
		if (this.#across.copies) gatherRow(view.data, base, view.pixelStep, this.#offsets, this.#across.first, out, at);
		else convolveRow(view.data, base, view.pixelStep, this.#offsets, this.#across, out, at);
	}
}
