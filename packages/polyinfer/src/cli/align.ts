import { stripVTControlCharacters } from "node:util";

/** Rows of cells as lines, each column as wide as its widest cell, two spaces between. Colours take no room. */
export function align(rows: readonly (readonly string[])[], indent = "  "): string[] {
	const widths: number[] = [];
	for (const row of rows) {
		row.forEach((cell, i) => {
			widths[i] = Math.max(widths[i] ?? 0, visibleLength(cell));
		});
	}
	return rows.map((row) =>
		(
			indent +
			row.map((cell, i) => cell + " ".repeat(Math.max(0, (widths[i] as number) - visibleLength(cell)))).join("  ")
		).trimEnd(),
	);
}

/** How many columns `text` takes in a terminal. */
function visibleLength(text: string): number {
	return stripVTControlCharacters(text).length;
}
