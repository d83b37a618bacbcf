import { roundHalfEven } from "../round-half-even.ts";
import { type ResampleSpec, windowOf } from "./resampler.ts";

/** The two source pixels along one axis that make each target pixel; weights in units of 2^-11. */
export interface OpencvWeights {
	readonly pixels: Int32Array;
	readonly nextPixels: Int32Array;
	readonly weights: Int32Array;
	readonly nextWeights: Int32Array;
	/** True where each target pixel is a copy of the source pixel in `pixels`. */
	readonly copies: boolean;
}

/**
 * Tables of `cv2.resize` with `INTER_LINEAR` on 8 bits (`modules/imgproc/src/resize.cpp`).
 *
 * With `scale = 1 / (target / source)` in double precision, target pixel x lies at `(x + 0.5) * scale - 0.5`, rounded to
 * single precision; its floor is the first pixel, the rest the weight of the next one. Both weights are rounded to
 * 2^-11, ties to even. Beyond a border the border's pixel stands for both; along columns the weights stay as they are
 * (`keepWeights`), which shows in the last bit.
 */
function opencvWeights(
	source: number,
	target: number,
	start: number,
	length: number,
	keepWeights: boolean,
): OpencvWeights {
	const scale = 1 / (target / source);
	return weigh(source, length, keepWeights, (i) => {
		const at = Math.fround((start + i + 0.5) * scale - 0.5);
		return [Math.floor(at), Math.fround(at - Math.floor(at))];
	});
}

/**
 * Tables of `cv2.resize` with `INTER_AREA` where it enlarges one side at least: the first pixel is `floor(x * scale)`, the
 * weight of the next one what `(x + 1) - (first + 1) * target / source`, in single precision, has behind the point, 0 where that
 * is negative.
 */
function opencvAreaWeights(source: number, target: number, start: number, length: number): OpencvWeights {
	const inverse = target / source;
	const scale = 1 / inverse;
	return weigh(source, length, false, (i) => {
		const x = start + i;
		const pixel = Math.floor(x * scale);
		const rest = Math.fround(x + 1 - (pixel + 1) * inverse);
		return [pixel, rest <= 0 ? 0 : Math.fround(rest - Math.floor(rest))];
	});
}

/** Tables of a resampling by {@link opencvWeights}, or by {@link opencvAreaWeights} for `opencv-area`. */
export function opencvAxes(spec: ResampleSpec): { readonly across: OpencvWeights; readonly down: OpencvWeights } {
	const { filter, sourceWidth, sourceHeight, width, height } = spec;
	const window = windowOf(spec);
	if (filter === "opencv-area")
		return {
			across: opencvAreaWeights(sourceWidth, width, window.left, window.width),
			down: opencvAreaWeights(sourceHeight, height, window.top, window.height),
		};
	return {
		across: opencvWeights(sourceWidth, width, window.left, window.width, false),
		down: opencvWeights(sourceHeight, height, window.top, window.height, true),
	};
}

function weigh(
	source: number,
	length: number,
	keepWeights: boolean,
	place: (i: number) => readonly [pixel: number, rest: number],
): OpencvWeights {
	const pixels = new Int32Array(length);
	const nextPixels = new Int32Array(length);
	const weights = new Int32Array(length);
	const nextWeights = new Int32Array(length);
	let copies = true;
	for (let i = 0; i < length; i++) {
		let [pixel, rest] = place(i);
		if (!keepWeights && pixel < 0) {
			pixel = 0;
			rest = 0;
		}
		if (!keepWeights && pixel >= source - 1) {
			pixel = source - 1;
			rest = 0;
		}
		const weight = roundHalfEven(Math.fround(1 - rest) * 2048);
		const nextWeight = roundHalfEven(rest * 2048);
		pixels[i] = clamp(weight === 0 ? pixel + 1 : pixel, source);
		nextPixels[i] = clamp(pixel + 1, source);
		weights[i] = weight === 0 ? nextWeight : weight;
		nextWeights[i] = weight === 0 ? 0 : nextWeight;
		if (weights[i] !== 2048 || nextWeights[i] !== 0) copies = false;
	}
	return { pixels, nextPixels, weights, nextWeights, copies };
}

function clamp(pixel: number, source: number): number {
	return Math.min(Math.max(pixel, 0), source - 1);
}
