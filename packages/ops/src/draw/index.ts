import { checkInteger, checkKeys, checkNumber, unexpected } from "../arguments.ts";
import type { Box } from "../picture/box.ts";
import type { PictureLike } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import { checkPoints, type Point } from "../picture/point.ts";
import { type ColorLike, parseColor, pixelBytes } from "./color.ts";
import { type Brush, drawFrame, drawRing, drawSegment, fillRectangle } from "./reference.ts";

/** How a shape is drawn. */
export interface StrokeOptions {
	readonly color: ColorLike;
	/** In pixels. Default: 1. */
	readonly thickness?: number;
}

/** How a shape is drawn that may be filled. */
export interface ShapeOptions {
	readonly color: ColorLike;
	/** Of the outline, in pixels. Default: the shape is filled. */
	readonly thickness?: number;
}

/** Numbers from which on squares of distances would be infinite. */
const FARTHEST = 1e150;

/**
 * Draws a rectangle into a picture, filled or as a frame in the middle of its sides, which are rounded to pixels.
 * What lies outside the picture is cut off. Throws INVALID_ARGUMENT.
 */
export function drawRectangle(picture: PictureLike, box: Box, options: ShapeOptions): void {
	const brush = brushOf("drawRectangle", picture, options);
	if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite))
		throw unexpected("a box [left, top, right, bottom]", box);
	const [left, top, right, bottom] = box.map((side) => Math.round(side)) as [number, number, number, number];
	if (options.thickness === undefined) fillRectangle(brush, left, top, right, bottom);
	else drawFrame(brush, box, options.thickness);
}

/** Draws a line with round ends into a picture. What lies outside is cut off. Throws INVALID_ARGUMENT. */
export function drawLine(picture: PictureLike, from: Point, to: Point, options: StrokeOptions): void {
	const brush = brushOf("drawLine", picture, options);
	checkPlace(from);
	checkPlace(to);
	drawSegment(brush, from, to, options.thickness ?? 1);
}

/**
 * Draws a circle into a picture, filled or as a ring in the middle of its line. What lies outside the picture is cut off.
 * Throws INVALID_ARGUMENT.
 */
export function drawCircle(picture: PictureLike, center: Point, radius: number, options: ShapeOptions): void {
	const brush = brushOf("drawCircle", picture, options);
	checkPlace(center);
	checkNumber("radius", radius, 0, FARTHEST);
	const { thickness } = options;
	if (thickness === undefined) drawRing(brush, center, radius, 0);
	else drawRing(brush, center, radius + thickness / 2, Math.max(0, radius - thickness / 2));
}

function brushOf(op: string, picture: PictureLike, options: ShapeOptions): Brush {
	const view = viewPixels(picture);
	checkKeys(op, options, ["color", "thickness"]);
	if (options.thickness !== undefined) checkInteger("thickness", options.thickness, 1, 2 ** 16);
	return { view, bytes: pixelBytes(parseColor(options.color), view.format) };
}

function checkPlace(point: Point): void {
	checkPoints("a place", [point], 1, 1);
	for (const value of point) checkNumber("a place", value, -FARTHEST, FARTHEST);
}
