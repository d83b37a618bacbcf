import { DEVIATION, MEAN, PAD, place } from "./place.ts";

/** Pixel by pixel, in a new array. */
export function letterbox(data: Uint8Array, width: number, height: number, size: number): Float32Array {
	const inner = place(width, height, size);
	const tensor = new Float32Array(3 * size * size).fill(PAD / 255);
	for (let y = 0; y < inner.height; y++)
		for (let x = 0; x < inner.width; x++) {
			const fromX = Math.max(0, ((x + 0.5) * width) / inner.width - 0.5);
			const fromY = Math.max(0, ((y + 0.5) * height) / inner.height - 0.5);
			const [x0, y0] = [Math.floor(fromX), Math.floor(fromY)];
			const [x1, y1] = [Math.min(x0 + 1, width - 1), Math.min(y0 + 1, height - 1)];
			const [across, down] = [fromX - x0, fromY - y0];
			for (let c = 0; c < 3; c++) {
				const at = (row: number, column: number): number => data[(row * width + column) * 3 + c] as number;
				const above = at(y0, x0) * (1 - across) + at(y0, x1) * across;
				const below = at(y1, x0) * (1 - across) + at(y1, x1) * across;
				const level = Math.round(above * (1 - down) + below * down);
				tensor[c * size * size + (y + inner.top) * size + x + inner.left] = level / 255;
			}
		}
	return tensor;
}

/** Pixel by pixel, in a new array. */
export function normalize(data: Uint8Array, pixels: number): Float32Array {
	const tensor = new Float32Array(3 * pixels);
	for (let i = 0; i < pixels; i++)
		for (let c = 0; c < 3; c++)
			tensor[c * pixels + i] = ((data[i * 3 + c] as number) / 255 - (MEAN[c] as number)) / (DEVIATION[c] as number);
	return tensor;
}

/** Pixel by pixel through the planes. */
export function argmax(scores: Float32Array, planes: number, pixels: number): Uint8Array {
	const classes = new Uint8Array(pixels);
	for (let i = 0; i < pixels; i++) {
		let best = Number.NEGATIVE_INFINITY;
		for (let plane = 0; plane < planes; plane++) {
			const score = scores[plane * pixels + i] as number;
			if (score > best) {
				best = score;
				classes[i] = plane;
			}
		}
	}
	return classes;
}
