/** The determinant of a square matrix, row by row, which is overwritten: elimination with the largest pivot. */
export function determinant(matrix: number[], size: number): number {
	const at = (row: number, column: number): number => matrix[row * size + column] as number;
	let result = 1;
	for (let column = 0; column < size; column++) {
		let pivot = column;
		for (let row = column + 1; row < size; row++)
			if (Math.abs(at(row, column)) > Math.abs(at(pivot, column))) pivot = row;
		if (at(pivot, column) === 0) return 0;
		if (pivot !== column) {
			result = -result;
			for (let i = 0; i < size; i++) {
				const kept = at(column, i);
				matrix[column * size + i] = at(pivot, i);
				matrix[pivot * size + i] = kept;
			}
		}
		result *= at(column, column);
		for (let row = column + 1; row < size; row++) {
			const factor = at(row, column) / at(column, column);
			for (let i = column; i < size; i++) matrix[row * size + i] = at(row, i) - factor * at(column, i);
		}
	}
	return result;
}
