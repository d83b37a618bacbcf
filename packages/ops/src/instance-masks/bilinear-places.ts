/** Between which two cells of a map each pixel of a picture lies, a direction. */
export interface BilinearPlaces {
	/** The first of the two cells of each pixel. */
	readonly cells: Int32Array;
	/** Weights of the first cell and of the second, which add up to 1: float32. */
	readonly firstWeights: Float32Array;
	readonly secondWeights: Float32Array;
	/** From the first cell to the second: 0 where the map has only one. */
	readonly next: 0 | 1;
}

/**
 * The cells around the centre of each of `pixels` pixels. Pixel x lies at `(x + 0.5) * scale + offset` cells from the map's
 * edge; beyond the centres of the outermost cells the map is even.
 */
export function bilinearPlaces(pixels: number, cells: number, scale: number, offset: number): BilinearPlaces {
	const firstCells = new Int32Array(pixels);
	const firstWeights = new Float32Array(pixels);
	const secondWeights = new Float32Array(pixels);
	for (let x = 0; x < pixels; x++) {
		const place = Math.min(Math.max((x + 0.5) * scale + offset - 0.5, 0), cells - 1);
		const cell = Math.max(0, Math.min(Math.floor(place), cells - 2));
		const weight = Math.fround(place - cell);
		firstCells[x] = cell;
		firstWeights[x] = 1 - weight;
		secondWeights[x] = weight;
	}
	return { cells: firstCells, firstWeights, secondWeights, next: cells > 1 ? 1 : 0 };
}
