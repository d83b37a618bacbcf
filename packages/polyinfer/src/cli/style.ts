/** Ways to print a text. */
export interface Style {
	readonly bold: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly red: (text: string) => string;
	readonly green: (text: string) => string;
	readonly yellow: (text: string) => string;
	/** Width of the page in characters. */
	readonly columns: number;
	/** 1: every text is printed as it is; 8 and 24: palette and true colours. */
	readonly colourBits: number;
}

/** ANSI escapes where there are colours, else the bare texts. */
export function createStyle(colourBits: number, columns: number): Style {
	const paint = (on: number, off: number) => (text: string) =>
		colourBits > 1 ? `\x1b[${on}m${text}\x1b[${off}m` : text;
	return {
		bold: paint(1, 22),
		dim: paint(2, 22),
		red: paint(31, 39),
		green: paint(32, 39),
		yellow: paint(33, 39),
		columns,
		colourBits,
	};
}
