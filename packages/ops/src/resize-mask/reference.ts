/** Definition: every pixel has the value of the cell in its row and column. */
export function resizeMaskReference<A extends Uint8Array | Int32Array>(
	map: A,
	mapWidth: number,
	columns: Int32Array,
	rows: Int32Array,
	output: A,
): void {
	const width = columns.length;
	for (let y = 0; y < rows.length; y++) {
		const row = rows[y] as number;
		const at = y * width;
		if (y > 0 && row === rows[y - 1]) {
			output.copyWithin(at, at - width, at);
			continue;
		}
		const first = row * mapWidth;
		for (let x = 0; x < width; x++) output[at + x] = map[first + (columns[x] as number)] as number;
	}
}
