import type { PixelView } from "../picture/pixel-view.ts";
import { roundHalfEven } from "../round-half-even.ts";
import { type AreaWeights, areaWeights } from "./opencv-area-weights.ts";
import { type Resampler, type ResampleSpec, windowOf } from "./resampler.ts";

/**
 * `cv2.resize` with `INTER_AREA`, byte for byte, where no side grows.
 *
 * Where both sides shrink by whole numbers, the sum of a target pixel's source pixels, times `1 / their number` in single
 * precision, is rounded to the nearest even; of 2x2 pixels it is `(sum + 2) >> 2`. Else each source row is first summed along the
 * row, `sum + pixel * weight`, then down the columns, `sum + row * weight`, each product and sum rounded to single precision,
 * pixels and rows in ascending order; the last sum is rounded to the nearest even.
 */
export class OpencvAreaResampler implements Resampler {
	readonly #across: AreaWeights;
	readonly #down: AreaWeights;
	/** Pixels of the source that make one of the target, along each axis, where these are whole numbers. */
	readonly #whole: { readonly across: number; readonly down: number } | undefined;
	readonly #channels: readonly number[];
	readonly #sums: Float64Array;
	#view: PixelView | undefined;

	constructor(spec: ResampleSpec) {
		const window = windowOf(spec);
		this.#across = areaWeights(spec.sourceWidth, spec.width, window.left, window.width);
		this.#down = areaWeights(spec.sourceHeight, spec.height, window.top, window.height);
		const isWhole = spec.sourceWidth % spec.width === 0 && spec.sourceHeight % spec.height === 0;
		this.#whole = isWhole
			? { across: spec.sourceWidth / spec.width, down: spec.sourceHeight / spec.height }
			: undefined;
		this.#channels = spec.channels;
		this.#sums = new Float64Array(window.width * spec.channels.length);
	}

	begin(view: PixelView): void {
		this.#view = view;
	}

	row(y: number, out: Uint8Array, at: number): void {
		const { first, count, weights, taps } = this.#down;
		const from = first[y] as number;
		const sums = this.#sums.fill(0);
		for (let k = 0; k < (count[y] as number); k++)
			this.#addRow(from + k, this.#whole === undefined ? (weights[y * taps + k] as number) : 1);
		for (let i = 0; i < sums.length; i++) out[at + i] = Math.min(255, this.#round(sums[i] as number));
	}

	#round(sum: number): number {
		if (this.#whole === undefined) return roundHalfEven(sum);
		const { across, down } = this.#whole;
		if (across === 2 && down === 2) return (sum + 2) >> 2;
		return roundHalfEven(Math.fround(sum * Math.fround(1 / (across * down))));
	}

	#addRow(row: number, weight: number): void {
		const { data, offset, rowStep, pixelStep, channelStep } = this.#view as PixelView;
		const { first, count, weights, taps } = this.#across;
		const sums = this.#sums;
		const channels = this.#channels.length;
		for (let x = 0, o = 0; x < first.length; x++)
			for (let c = 0; c < channels; c++, o++) {
				const base = offset + row * rowStep + (this.#channels[c] as number) * channelStep;
				let sum = 0;
				for (let k = 0, p = base + (first[x] as number) * pixelStep; k < (count[x] as number); k++, p += pixelStep) {
					const level = data[p] as number;
					sum =
						this.#whole === undefined
							? Math.fround(sum + Math.fround(level * (weights[x * taps + k] as number)))
							: sum + level;
				}
				const before = sums[o] as number;
				sums[o] = this.#whole === undefined ? Math.fround(before + Math.fround(sum * weight)) : before + sum;
			}
	}
}
