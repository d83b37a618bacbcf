import { DEVIATION, MEAN, PAD, place } from "./place.ts";

/** Fixed point, as OpenCV has it. */
const ONE = 2048;

/** For each target pixel the first of the two that it is made from, and the weight of the second. */
interface Taps {
	readonly from: Int32Array;
	readonly weights: Int32Array;
}

function taps(source: number, target: number): Taps {
	const from = new Int32Array(target);
	const weights = new Int32Array(target);
	for (let i = 0; i < target; i++) {
		const place = Math.fround((i + 0.5) * (source / target) - 0.5);
		const first = Math.floor(place);
		const clamped = Math.min(Math.max(first, 0), source - 2);
		from[i] = clamped;
		weights[i] = first < 0 ? 0 : first > clamped ? ONE : Math.round((place - first) * ONE);
	}
	return { from, weights };
}

/** Makes tables, then gives what fills the tensor in one pass. */
export function letterbox(width: number, height: number, size: number, tensor: Float32Array) {
	const inner = place(width, height, size);
	const plane = size * size;
	const across = taps(width, inner.width);
	const down = taps(height, inner.height);
	for (let x = 0; x < inner.width; x++) (across.from[x] as number) *= 3;
	const { from, weights } = across;
	const levels = Float32Array.from({ length: 256 }, (_, level) => level / 255);
	tensor.fill(PAD / 255);
	return (data: Uint8Array): void => {
		for (let y = 0; y < inner.height; y++) {
			const above = ((down.from[y] as number) * width * 3) | 0;
			const below = (above + width * 3) | 0;
			const b = down.weights[y] as number;
			const a = ONE - b;
			let at = ((y + inner.top) * size + inner.left) | 0;
			for (let x = 0; x < inner.width; x++, at++) {
				const right = weights[x] as number;
				const left = ONE - right;
				let p = (above + (from[x] as number)) | 0;
				let q = (below + (from[x] as number)) | 0;
				for (let c = 0, to = at; c < 3; c++, p++, q++, to = (to + plane) | 0) {
					const first = Math.imul(data[p] as number, left) + Math.imul(data[(p + 3) | 0] as number, right);
					const second = Math.imul(data[q] as number, left) + Math.imul(data[(q + 3) | 0] as number, right);
					tensor[to] = levels[(Math.imul(first, a) + Math.imul(second, b) + (1 << 21)) >>> 22] as number;
				}
			}
		}
	};
}

/** Makes tables, then gives what fills the tensor. */
export function normalize(pixels: number, tensor: Float32Array) {
	const [red, green, blue] = [0, 1, 2].map((c) =>
		Float32Array.from({ length: 256 }, (_, level) => (level / 255 - (MEAN[c] as number)) / (DEVIATION[c] as number)),
	) as [Float32Array, Float32Array, Float32Array];
	return (data: Uint8Array): void => {
		for (let i = 0, p = 0; i < pixels; i++, p += 3) {
			tensor[i] = red[data[p] as number] as number;
			tensor[i + pixels] = green[data[p + 1] as number] as number;
			tensor[i + 2 * pixels] = blue[data[p + 2] as number] as number;
		}
	};
}

const BLOCK = 2048;

/** Plane by plane over blocks of pixels that stay in the cache. */
export function argmax(planes: number, pixels: number, classes: Uint8Array) {
	const largest = new Float32Array(BLOCK);
	return (scores: Float32Array): void => {
		for (let begin = 0; begin < pixels; begin += BLOCK) {
			const count = Math.min(BLOCK, pixels - begin);
			for (let i = 0; i < count; i++) largest[i] = scores[begin + i] as number;
			classes.fill(0, begin, begin + count);
			for (let plane = 1; plane < planes; plane++)
				for (let i = 0, at = plane * pixels + begin; i < count; i++, at++) {
					const score = scores[at] as number;
					if (score > (largest[i] as number)) {
						largest[i] = score;
						classes[begin + i] = plane;
					}
				}
		}
	};
}
