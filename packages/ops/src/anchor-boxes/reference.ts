/** One map of a detector: so many cells, and the anchors of each. */
export interface AnchorLayer {
	readonly columns: number;
	readonly rows: number;
	/** Width and height of each anchor of a cell, as parts of the picture's. */
	readonly sizes: readonly (readonly [width: number, height: number])[];
}

/**
 * Definition: layer by layer, row by row, cell by cell, size by size; each anchor is
 * `((column + 0.5) / columns, (row + 0.5) / rows, width, height)`, computed in float64, rounded once to float32.
 * Equals MediaPipe's SsdAnchorsCalculator at offsets of 0.5, its layers of the same stride being one layer with the sizes
 * of all.
 */
export function anchorBoxesReference(layers: readonly AnchorLayer[], output: Float32Array): void {
	let at = 0;
	for (const { columns, rows, sizes } of layers)
		for (let row = 0; row < rows; row++)
			for (let column = 0; column < columns; column++)
				for (const [width, height] of sizes) {
					output[at++] = (column + 0.5) / columns;
					output[at++] = (row + 0.5) / rows;
					output[at++] = width;
					output[at++] = height;
				}
}
