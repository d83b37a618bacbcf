import type { Input } from "./input.ts";
import { random } from "./random.ts";

/** Waves in three colours under noise, 3 bytes a pixel. */
export function picture(width: number, height: number): Input {
	const file = `picture-${width}x${height}.rgb`;
	return { file, bytes: () => draw(width, height, file) };
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
