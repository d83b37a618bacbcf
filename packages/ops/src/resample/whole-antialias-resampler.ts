import type { PixelView } from "../picture/pixel-view.ts";
import { type Resampler, type ResampleSpec, windowOf } from "./resampler.ts";
import type { WholeTaps } from "./whole-taps.ts";

/**
 * The mean of all pixels under a triangle where each side shrinks by two or three. Weights along a side are whole numbers,
 * 1 3 3 1 or 1 2 3 2 1, those of pixels within the picture alone: with `d` their products' sum, a target pixel is
 * `floor((sum(p * w) + floor(d / 2)) / d)`, the exact mean rounded once; half goes up. Every channel is taken by itself.
 */
export class WholeAntialiasResampler implements Resampler {
	readonly #across: WholeTaps;
	readonly #down: WholeTaps;
	readonly #source: { readonly width: number; readonly height: number };
	readonly #window: { readonly left: number; readonly top: number; readonly width: number };
	readonly #channels: readonly number[];
	/** A row of the source after the first pass, between pixels of zero where taps lie beyond a border. */
	readonly #sums: Int32Array;
	#view: PixelView | undefined;

	constructor(spec: ResampleSpec, { across, down }: { readonly across: WholeTaps; readonly down: WholeTaps }) {
		this.#across = across;
		this.#down = down;
		this.#source = { width: spec.sourceWidth, height: spec.sourceHeight };
		this.#window = windowOf(spec);
		this.#channels = spec.channels;
		const pixels = across.ratio * (this.#window.width - 1) + across.weights.length;
		this.#sums = new Int32Array(pixels * spec.channels.length);
	}

	begin(view: PixelView): void {
		this.#view = view;
	}

	row(y: number, out: Uint8Array, at: number): void {
		const { ratio, lead, weights } = this.#across;
		const down = this.#sumDown((this.#window.top + y) * this.#down.ratio + this.#down.lead);
		const channels = this.#channels.length;
		for (let x = 0, o = at; x < this.#window.width; x++) {
			const first = (this.#window.left + x) * ratio + lead;
			const divisor = down * sumWithin(weights, first, this.#source.width);
			for (let c = 0; c < channels; c++, o++) {
				let sum = divisor >> 1;
				for (const [k, weight] of weights.entries())
					sum += (this.#sums[(x * ratio + k) * channels + c] as number) * weight;
				out[o] = Math.floor(sum / divisor);
			}
		}
	}

	/** The first pass from source row `first` on; gives the sum of the weights. */
	#sumDown(first: number): number {
		const { data, offset, rowStep, pixelStep, channelStep } = this.#view as PixelView;
		const { weights } = this.#down;
		const channels = this.#channels.length;
		const sums = this.#sums.fill(0);
		const left = this.#window.left * this.#across.ratio + this.#across.lead;
		const begin = Math.max(0, left);
		const end = Math.min(this.#source.width, left + sums.length / channels);
		for (const [k, weight] of weights.entries()) {
			const row = first + k;
			if (row < 0 || row >= this.#source.height) continue;
			for (const [c, channel] of this.#channels.entries()) {
				let p = offset + row * rowStep + begin * pixelStep + channel * channelStep;
				for (let x = begin, o = (begin - left) * channels + c; x < end; x++, p += pixelStep, o += channels)
					sums[o] = (sums[o] as number) + (data[p] as number) * weight;
			}
		}
		return sumWithin(weights, first, this.#source.height);
	}
}

/** The sum of those weights that fall on pixels from 0 up to `length`, the first of them on pixel `first`. */
function sumWithin(weights: readonly number[], first: number, length: number): number {
	return weights.reduce((sum, weight, k) => (first + k >= 0 && first + k < length ? sum + weight : sum), 0);
}
