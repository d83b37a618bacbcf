import { InferenceError } from "@polyinfer/core";
import { type HostTensor, newHostArray, roundTo } from "../host-tensor.ts";
import { product, spansOf } from "../indexing/spans.ts";
import { checkSize } from "../sizes.ts";

/** Complex numbers, and how many. */
interface Complex {
	readonly real: Float64Array;
	readonly imaginary: Float64Array;
}

/** What ONNX's DFT is told. */
export interface FourierOptions {
	/** 0 and above, not the last one, which holds real and imaginary parts. */
	readonly axis: number;
	/** Points of the transform: the signal is cut or filled with zeros. */
	readonly length: number;
	readonly inverse: boolean;
	/** Only the first half of the spectrum is there, the rest mirrors it. */
	readonly onesided: boolean;
}

/** ONNX's DFT in float64. The last axis of `x` has size 1 (real) or 2 (complex). */
export function fourierTransform(x: HostTensor, { axis, length, inverse, onesided }: FourierOptions): HostTensor {
	const parts = x.shape.at(-1) as number;
	const { outer, size, inner } = spansOf(x.shape.slice(0, -1), axis);
	const half = Math.floor(length / 2) + 1;
	const isRealResult = inverse && onesided;
	const points = onesided && !inverse ? half : length;
	const shape = x.shape.map((each, i) =>
		i === axis ? points : i === x.shape.length - 1 ? (isRealResult ? 1 : 2) : each,
	);
	checkSize([length]);
	const data = newHostArray(x.dtype, product(checkSize(shape))) as Float32Array;
	const wheel = rootsOfUnity(length, inverse ? 1 : -1);
	const scale = inverse ? 1 / length : 1;
	const signal: Complex = { real: new Float64Array(length), imaginary: new Float64Array(length) };
	for (let block = 0; block < outer; block++)
		for (let i = 0; i < inner; i++) {
			signal.real.fill(0);
			signal.imaginary.fill(0);
			for (let n = 0; n < Math.min(size, isRealResult ? half : length); n++) {
				const at = ((block * size + n) * inner + i) * parts;
				signal.real[n] = Number(x.data[at]);
				signal.imaginary[n] = parts === 2 ? Number(x.data[at + 1]) : 0;
			}
			if (isRealResult) mirror(signal, length, half);
			const result = transform(signal, wheel, points);
			for (let n = 0; n < points; n++) {
				const at = ((block * points + n) * inner + i) * (isRealResult ? 1 : 2);
				data[at] = roundTo(x.dtype, (result.real[n] as number) * scale);
				if (!isRealResult) data[at + 1] = roundTo(x.dtype, (result.imaginary[n] as number) * scale);
			}
		}
	return { dtype: x.dtype, shape, data };
}

/** The second half of a real signal's spectrum: the first one backwards, conjugated. */
function mirror({ real, imaginary }: Complex, length: number, half: number): void {
	for (let n = half; n < length; n++) {
		real[n] = real[length - n] as number;
		imaginary[n] = -(imaginary[length - n] as number);
	}
}

function rootsOfUnity(length: number, sign: 1 | -1): Complex {
	const angle = (n: number): number => (sign * 2 * Math.PI * n) / length;
	return {
		real: Float64Array.from({ length }, (_, n) => Math.cos(angle(n))),
		imaginary: Float64Array.from({ length }, (_, n) => Math.sin(angle(n))),
	};
}

/** By the definition where the length is odd, else split into two transforms of half the length. */
function transform(signal: Complex, wheel: Complex, points: number): Complex {
	const length = signal.real.length;
	const result: Complex = { real: new Float64Array(points), imaginary: new Float64Array(points) };
	const step = wheel.real.length / length;
	if (length % 2 === 1) {
		for (let k = 0; k < points; k++) {
			let [real, imaginary] = [0, 0];
			for (let n = 0; n < length; n++) {
				const turn = ((k * n) % length) * step;
				const [c, s] = [wheel.real[turn] as number, wheel.imaginary[turn] as number];
				const [a, b] = [signal.real[n] as number, signal.imaginary[n] as number];
				real += a * c - b * s;
				imaginary += a * s + b * c;
			}
			result.real[k] = real;
			result.imaginary[k] = imaginary;
		}
		return result;
	}
	const halfLength = length / 2;
	const [even, odd] = [0, 1].map((first) => transform(everySecond(signal, first), wheel, halfLength)) as [
		Complex,
		Complex,
	];
	for (let k = 0; k < points; k++) {
		const [turn, at] = [(k % length) * step, k % halfLength];
		const [c, s] = [wheel.real[turn] as number, wheel.imaginary[turn] as number];
		const [a, b] = [odd.real[at] as number, odd.imaginary[at] as number];
		result.real[k] = (even.real[at] as number) + a * c - b * s;
		result.imaginary[k] = (even.imaginary[at] as number) + a * s + b * c;
	}
	return result;
}

function everySecond({ real, imaginary }: Complex, first: number): Complex {
	const pick = (from: Float64Array): Float64Array =>
		Float64Array.from({ length: from.length / 2 }, (_, n) => from[2 * n + first] as number);
	return { real: pick(real), imaginary: pick(imaginary) };
}

/** What ONNX's STFT is told. */
export interface ShortTimeOptions {
	readonly step: number;
	readonly frameLength: number;
	readonly window?: HostTensor | undefined;
	readonly onesided: boolean;
}

/** ONNX's STFT: transforms of overlapping frames of `x`, [batch, samples, 1 or 2], as [batch, frames, points, 2]. */
export function shortTimeFourierTransform(
	x: HostTensor,
	{ step, frameLength, window, onesided }: ShortTimeOptions,
): HostTensor {
	const [batch = 1, samples = 0, parts = 1] = x.shape.length === 2 ? [...x.shape, 1] : x.shape;
	if (step <= 0 || frameLength <= 0 || frameLength > samples)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected frames of 1 to ${samples} samples with a step above 0 but received ${frameLength} and ${step}.`,
		);
	const count = 1 + Math.floor((samples - frameLength) / step);
	const frames = newHostArray(x.dtype, product(checkSize([batch, count, frameLength, parts]))) as Float32Array;
	let to = 0;
	for (let n = 0; n < batch; n++)
		for (let frame = 0; frame < count; frame++)
			for (let i = 0; i < frameLength; i++)
				for (let part = 0; part < parts; part++) {
					const sample = Number(x.data[(n * samples + frame * step + i) * parts + part]);
					frames[to++] = sample * (window === undefined ? 1 : Number(window.data[i]));
				}
	const shape = [batch, count, frameLength, parts];
	return fourierTransform(
		{ dtype: x.dtype, shape, data: frames },
		{ axis: 2, length: frameLength, inverse: false, onesided },
	);
}
