import { checkInteger, checkKeys, unexpected } from "../arguments.ts";
import type { PictureLike } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import { checkPoints, type Point } from "../picture/point.ts";
import { type ColorLike, luma, parseColor, pixelBytes } from "./color.ts";
import { CELL_HEIGHT, CELL_WIDTH, glyphOf } from "./font.ts";
import { type Brush, fillRectangle } from "./reference.ts";

/** Options of {@link drawText}. */
export interface DrawTextOptions {
	/** Default: white, or what is legible on the background. */
	readonly color?: ColorLike;
	/** Fills the text's rectangle first. Default: none. */
	readonly background?: ColorLike;
	/** Size of a pixel of the font, whose lines are 11 high. Default: {@link textScale} of the picture. */
	readonly scale?: number;
}

/** Size of a pixel of the font that suits a picture: an eleventh of a 40th of its shorter side, at least 1. */
export function textScale({ width, height }: { readonly width: number; readonly height: number }): number {
	return Math.max(1, Math.round(Math.min(width, height) / 440));
}

/** Width and height in pixels that {@link drawText} fills. */
export function textSize(text: string, scale: number): { readonly width: number; readonly height: number } {
	const lines = text.split("\n").map((line) => [...line].length);
	return { width: (Math.max(...lines) * CELL_WIDTH + 1) * scale, height: lines.length * CELL_HEIGHT * scale };
}

/**
 * Draws text into a picture with its upper left corner at a point, rounded; lines end with "\n". The font is a bitmap of ASCII;
 * other characters are boxes. What lies outside the picture is cut off. Throws INVALID_ARGUMENT.
 */
export function drawText(picture: PictureLike, text: string, at: Point, options: DrawTextOptions = {}): void {
	const view = viewPixels(picture);
	checkKeys("drawText", options, ["color", "background", "scale"]);
	if (typeof text !== "string") throw unexpected("a text", text);
	checkPoints("at", [at], 1, 1);
	const { color, background, scale = textScale(view) } = options;
	checkInteger("scale", scale, 1, 1024);
	const ground = background === undefined ? undefined : parseColor(background);
	const ink = color !== undefined ? parseColor(color) : ground && luma(ground) >= 128 ? BLACK : WHITE;
	const [left, top] = [Math.round(at[0]), Math.round(at[1])];
	if (ground !== undefined) {
		const { width, height } = textSize(text, scale);
		fillRectangle({ view, bytes: pixelBytes(ground, view.format) }, left, top, left + width, top + height);
	}
	const brush = { view, bytes: pixelBytes(ink, view.format) };
	for (const [row, line] of text.split("\n").entries())
		for (const [column, character] of [...line].entries())
			drawGlyph(
				brush,
				character,
				left + (column * CELL_WIDTH + 1) * scale,
				top + (row * CELL_HEIGHT + 1) * scale,
				scale,
			);
}

const WHITE = [255, 255, 255] as const;
const BLACK = [0, 0, 0] as const;

function drawGlyph(brush: Brush, character: string, left: number, top: number, scale: number): void {
	if (left >= brush.view.width || top >= brush.view.height) return;
	for (const [i, isSet] of glyphOf(character).entries()) {
		if (!isSet) continue;
		const [x, y] = [left + (i % 5) * scale, top + Math.floor(i / 5) * scale];
		fillRectangle(brush, x, y, x + scale, y + scale);
	}
}
