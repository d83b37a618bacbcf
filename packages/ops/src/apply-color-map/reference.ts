import { unexpected } from "../arguments.ts";
import { type Color, orderColor } from "../overlay-mask/color.ts";
import type { BlendTables } from "../overlay-mask/reference.ts";
import { PICTURE_CHANNELS, type PictureFormat } from "../picture/picture.ts";

/**
 * Definition: a pixel has the colour of its class, opaque; one without a colour is black, and transparent where there is alpha.
 * As a blend that leaves nothing of what was there.
 */
export function colorTables(colors: readonly (Color | undefined)[], format: PictureFormat): BlendTables {
	if (!Array.isArray(colors) || colors.length > 256) throw unexpected("up to 256 colours", colors?.length ?? colors);
	const additions = new Uint16Array(1024);
	for (const [value, color] of colors.entries()) {
		if (color === undefined || color === null) continue;
		const levels = [...orderColor(color, format), 255].slice(0, PICTURE_CHANNELS[format]);
		for (const [c, level] of levels.entries()) additions[4 * value + c] = level << 8;
	}
	return { weights: new Uint16Array(1024), additions };
}
