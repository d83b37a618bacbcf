/** Dense RGB pixels, rows from the top. */
export interface RgbPicture {
	readonly data: Uint8Array;
	readonly width: number;
	readonly height: number;
}

/**
 * A small picture for a terminal, `columns` wide: each character is an upper half block, so that it shows two pixels,
 * one above the other. Pixels are averaged. `colourBits`: 24 for true colours, else the palette of 256.
 */
export function drawPicture(picture: RgbPicture, columns: number, colourBits: number): string[] {
	const rows = Math.max(1, Math.round((columns * picture.height) / picture.width / 2));
	const paint = colourBits >= 24 ? trueColour : paletteColour;
	return Array.from({ length: rows }, (_, row) => {
		let line = "";
		for (let column = 0; column < columns; column++) {
			const upper = average(picture, column / columns, row / rows, 1 / columns, 0.5 / rows);
			const lower = average(picture, column / columns, (row + 0.5) / rows, 1 / columns, 0.5 / rows);
			line += `\x1b[38;${paint(upper)};48;${paint(lower)}m\u2580`;
		}
		return `${line}\x1b[0m`;
	});
}

type Rgb = readonly [number, number, number];

/** Mean colour of a box given in fractions of the picture. */
function average({ data, width, height }: RgbPicture, x: number, y: number, w: number, h: number): Rgb {
	const x0 = Math.floor(x * width);
	const y0 = Math.floor(y * height);
	const x1 = Math.max(x0 + 1, Math.floor((x + w) * width));
	const y1 = Math.max(y0 + 1, Math.floor((y + h) * height));
	let [r, g, b] = [0, 0, 0];
	for (let row = y0; row < y1; row++)
		for (let column = x0; column < x1; column++) {
			const at = 3 * (row * width + column);
			r += data[at] ?? 0;
			g += data[at + 1] ?? 0;
			b += data[at + 2] ?? 0;
		}
	const count = (x1 - x0) * (y1 - y0);
	return [Math.round(r / count), Math.round(g / count), Math.round(b / count)];
}

function trueColour([r, g, b]: Rgb): string {
	return `2;${r};${g};${b}`;
}

/** The 6x6x6 cube of the palette. */
function paletteColour(rgb: Rgb): string {
	const [r, g, b] = rgb.map((value) => Math.round((value / 255) * 5)) as unknown as Rgb;
	return `5;${16 + 36 * r + 6 * g + b}`;
}
