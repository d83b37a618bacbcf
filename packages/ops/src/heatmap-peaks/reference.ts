/** Size of heat maps `[classes, rows, columns]`. */
export interface HeatmapSize {
	readonly classes: number;
	readonly rows: number;
	readonly columns: number;
}

/**
 * Definition: a cell is a peak where its value is `from` or more and none of its up to 8 neighbours on the same map is
 * higher; of a plateau every cell is one. NaN is no peak and higher than nothing. The `indices.length` highest by falling
 * value, the lower index first among equal ones: indices over `[classes, rows, columns]`. Gives how many.
 */
export function heatmapPeaksReference(
	values: ArrayLike<number>,
	{ classes, rows, columns }: HeatmapSize,
	from: number,
	indices: Int32Array,
): number {
	const value = (index: number): number => values[index] as number;
	const peaks: number[] = [];
	for (let map = 0; map < classes; map++)
		for (let row = 0; row < rows; row++)
			for (let column = 0; column < columns; column++) {
				const index = (map * rows + row) * columns + column;
				if (value(index) >= from && !hasHigherNeighbour(value, index, row, column, rows, columns)) peaks.push(index);
			}
	peaks.sort((a, b) => (value(a) < value(b) ? 1 : value(a) > value(b) ? -1 : a - b));
	const count = Math.min(peaks.length, indices.length);
	indices.set(peaks.slice(0, count));
	return count;
}

function hasHigherNeighbour(
	value: (index: number) => number,
	index: number,
	row: number,
	column: number,
	rows: number,
	columns: number,
): boolean {
	const own = value(index);
	for (let y = row > 0 ? -1 : 0; y <= (row + 1 < rows ? 1 : 0); y++)
		for (let x = column > 0 ? -1 : 0; x <= (column + 1 < columns ? 1 : 0); x++)
			if (value(index + y * columns + x) > own) return true;
	return false;
}
