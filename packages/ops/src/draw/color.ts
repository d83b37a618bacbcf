import { unexpected } from "../arguments.ts";
import type { Color } from "../overlay-mask/color.ts";
import type { PictureFormat } from "../picture/picture.ts";

/** `"#rrggbb"`, or its numbers. */
export type ColorLike = Color | `#${string}`;

/** Throws INVALID_ARGUMENT unless `color` is `"#rrggbb"` or three integers from 0 to 255. */
export function parseColor(color: ColorLike): Color {
	if (Array.isArray(color) && color.length === 3 && color.every(isLevel)) return color as unknown as Color;
	if (typeof color !== "string" || !/^#[0-9a-f]{6}$/i.test(color))
		throw unexpected('a color "#rrggbb" or [red, green, blue] from 0 to 255', color);
	const all = Number.parseInt(color.slice(1), 16);
	return [all >> 16, (all >> 8) & 255, all & 255];
}

function isLevel(value: unknown): boolean {
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}

/** Brightness, 0 to 255: 0.299 red + 0.587 green + 0.114 blue in steps of 1/256, rounded. */
export function luma([red, green, blue]: Color): number {
	return (77 * red + 150 * green + 29 * blue + 128) >> 8;
}

/** The bytes of an opaque pixel. */
export function pixelBytes(rgb: Color, format: PictureFormat): readonly number[] {
	const [red, green, blue] = rgb;
	if (format === "gray") return [luma(rgb)];
	const bytes = format === "rgb" || format === "rgba" ? [red, green, blue] : [blue, green, red];
	return format === "rgba" || format === "bgra" ? [...bytes, 255] : bytes;
}
