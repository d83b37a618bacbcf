import type { PixelView } from "../picture/pixel-view.ts";
import { blendPixels, blendRows, blendSquares } from "./blend.ts";
import { gatherRow } from "./gather-row.ts";
import { type OpencvWeights, opencvAxes } from "./opencv-weights.ts";
import { type Resampler, type ResampleSpec, windowOf } from "./resampler.ts";

/**
 * `cv2.resize` with `INTER_LINEAR`, byte for byte: along the rows `h = (a*u + b*v) >> 4`, then along the columns
 * `(((h0*u) >> 16) + ((h1*v) >> 16) + 2) >> 2`, all in integers with weights of 11 bits.
 * Each row that went through the first pass is kept while the next target row may need it.
 */
export class OpencvBilinearResampler implements Resampler {
	readonly #across: OpencvWeights;
	readonly #down: OpencvWeights;
	readonly #channels: readonly number[];
	readonly #offsets: number[];
	/** One row pass for even source rows and one for odd ones. */
	readonly #passes: readonly [Int32Array, Int32Array];
	readonly #rows: [number, number] = [-1, -1];
	/** True where no source row serves two target rows. */
	readonly #direct: boolean;
	#view: PixelView | undefined;

	constructor(spec: ResampleSpec) {
		const window = windowOf(spec);
		const { across, down } = opencvAxes(spec);
		this.#across = across;
		this.#down = down;
		this.#direct = spec.channels.length === 3 && spec.sourceHeight >= 2 * spec.height;
		this.#channels = spec.channels;
		this.#offsets = [...spec.channels];
		const length = this.#direct || (this.#across.copies && this.#down.copies) ? 0 : window.width * spec.channels.length;
		this.#passes = [new Int32Array(length), new Int32Array(length)];
	}

	begin(view: PixelView): void {
		this.#view = view;
		this.#rows.fill(-1);
		for (const [i, channel] of this.#channels.entries()) this.#offsets[i] = channel * view.channelStep;
	}

	row(y: number, out: Uint8Array, at: number): void {
		const { pixels, nextPixels, weights, nextWeights } = this.#down;
		const row = pixels[y] as number;
		const next = nextPixels[y] as number;
		const weight = weights[y] as number;
		if (this.#across.copies && weight === 2048) {
			const view = this.#view as PixelView;
			const base = view.offset + row * view.rowStep;
			gatherRow(view.data, base, view.pixelStep, this.#offsets, this.#across.pixels, out, at);
			return;
		}
		if (this.#direct) {
			const { data, offset, rowStep, pixelStep } = this.#view as PixelView;
			const upper = offset + row * rowStep;
			const lower = offset + next * rowStep;
			const nextWeight = nextWeights[y] as number;
			blendSquares(data, upper, lower, pixelStep, this.#offsets, this.#across, weight, nextWeight, out, at);
			return;
		}
		const upper = this.#pass(row);
		const nextWeight = nextWeights[y] as number;
		const lower = nextWeight === 0 ? upper : this.#pass(next);
		blendRows(upper, lower, weight, nextWeight, out, at);
	}

	#pass(row: number): Int32Array {
		const slot = (row & 1) as 0 | 1;
		const pass = this.#passes[slot];
		if (this.#rows[slot] !== row) {
			const view = this.#view as PixelView;
			const base = view.offset + row * view.rowStep;
			blendPixels(view.data, base, view.pixelStep, this.#offsets, this.#across, pass);
			this.#rows[slot] = row;
		}
		return pass;
	}
}
