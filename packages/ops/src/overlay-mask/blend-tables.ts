import { unexpected } from "../arguments.ts";
import type { PictureFormat } from "../picture/picture.ts";
import { type Color, orderColor } from "./color.ts";
import type { BlendTables } from "./reference.ts";

/**
 * Tables that move every pixel to the colour of its mask's value by `share` of 256, and leave it where there is none.
 * A picture's alpha stays. Throws INVALID_ARGUMENT.
 */
export function blendTables(colors: readonly (Color | undefined)[], share: number, format: PictureFormat): BlendTables {
	if (!Array.isArray(colors) || colors.length > 256) throw unexpected("up to 256 colours", colors?.length ?? colors);
	const weights = new Uint16Array(1024).fill(256);
	const additions = new Uint16Array(1024).fill(128);
	for (const [value, color] of colors.entries()) {
		if (color === undefined || color === null) continue;
		for (const [c, level] of orderColor(color, format).entries()) {
			weights[4 * value + c] = 256 - share;
			additions[4 * value + c] = level * share + 128;
		}
	}
	return { weights, additions };
}
