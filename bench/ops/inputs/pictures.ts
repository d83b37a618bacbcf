import type { Input } from "./input.ts";
import { random } from "./random.ts";

/** Waves in three colours under noise, 3 bytes a pixel. */
export function picture(width: number, height: number): Input {
	const file = `picture-${width}x${height}.rgb`;
	return { file, bytes: () => draw(width, height, file) };
}

/** The same picture as a frame of a camera or a video: a plane of brightness, then pairs of blue and red at half the size. */
export function nv12Frame(width: number, height: number): Input {
	const file = `frame-${width}x${height}.nv12`;
	return { file, bytes: () => toNv12(draw(width, height, file), width, height) };
}

function draw(width: number, height: number, name: string): Uint8Array {
	const { uniform } = random(name);
	const data = new Uint8Array(width * height * 3);
	const waves = [0, 1, 2].map((c) => ({
		across: Float32Array.from({ length: width }, (_, x) => 70 * Math.sin(x / (23 + 7 * c))),
		down: Float32Array.from({ length: height }, (_, y) => Math.cos(y / (31 - 5 * c))),
		aslant: Float32Array.from({ length: width + height }, (_, sum) => 30 * Math.sin(sum / (5 + c))),
	}));
	for (let y = 0, at = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			for (const { across, down, aslant } of waves) {
				const wave = (across[x] as number) * (down[y] as number) + (aslant[x + y] as number);
				data[at++] = Math.min(255, Math.max(0, 128 + wave + uniform(-20, 20)));
			}
	return data;
}

function toNv12(rgb: Uint8Array, width: number, height: number): Uint8Array {
	const frame = new Uint8Array((width * height * 3) / 2);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const at = (y * width + x) * 3;
			const [r, g, b] = [rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number];
			frame[y * width + x] = 0.257 * r + 0.504 * g + 0.098 * b + 16;
			if (x % 2 === 1 || y % 2 === 1) continue;
			const pair = width * height + (y / 2) * width + x;
			frame[pair] = -0.148 * r - 0.291 * g + 0.439 * b + 128;
			frame[pair + 1] = 0.439 * r - 0.368 * g - 0.071 * b + 128;
		}
	return frame;
}
