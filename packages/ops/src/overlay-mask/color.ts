import { unexpected } from "../arguments.ts";
import type { PictureFormat } from "../picture/picture.ts";

/** Red, green and blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** The order of channels of pictures that have colours; alpha is not among them. */
const orders: { readonly [format in PictureFormat]?: readonly [number, number, number] } = {
	rgb: [0, 1, 2],
	rgba: [0, 1, 2],
	bgr: [2, 1, 0],
	bgra: [2, 1, 0],
};

/** A colour in the order of a format's channels. Throws INVALID_ARGUMENT for what is no colour, and for gray pictures. */
export function orderColor(color: Color, format: PictureFormat): readonly [number, number, number] {
	const order = orders[format];
	if (order === undefined) throw unexpected("a picture with colours", format);
	if (!Array.isArray(color) || color.length !== 3 || !color.every(isLevel))
		throw unexpected("a colour [red, green, blue] of integers from 0 to 255", color);
	return order.map((channel) => color[channel] as number) as [number, number, number];
}

function isLevel(value: unknown): boolean {
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}
