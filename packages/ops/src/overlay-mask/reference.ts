/** What each value of a mask makes of a pixel, four channels a value: `(level * weight + addition) >> 8`. */
export interface BlendTables {
	readonly weights: Uint16Array;
	readonly additions: Uint16Array;
}

/** A part of a picture of 3 or 4 channels, and the mask over it: bytes from one row to the next, and sizes in pixels. */
export interface BlendPlace {
	readonly width: number;
	readonly height: number;
	readonly rowStep: number;
	readonly maskStep: number;
}

/** Definition: every channel of a pixel becomes `(level * weight + addition) >> 8`, by the mask's value there. */
export function blendReference(
	pixels: Uint8Array,
	mask: Uint8Array,
	channels: number,
	{ weights, additions }: BlendTables,
	{ width, height, rowStep, maskStep }: BlendPlace,
): void {
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const value = 4 * (mask[y * maskStep + x] as number);
			const at = y * rowStep + x * channels;
			for (let c = 0; c < channels; c++)
				pixels[at + c] =
					((pixels[at + c] as number) * (weights[value + c] as number) + (additions[value + c] as number)) >> 8;
		}
}
