import { unexpected } from "../arguments.ts";

/** A place in a picture, in pixels; the centre of the upper left pixel is [0, 0] for the ops that warp. */
export type Point = readonly [x: number, y: number];

/** Four corners: upper left, upper right, lower right and lower left as the content is to be read. */
export type Quad = readonly [Point, Point, Point, Point];

/** Throws INVALID_ARGUMENT unless `points` are at least `min` and at most `max` pairs of finite numbers. */
export function checkPoints(name: string, points: readonly Point[], min: number, max: number): void {
	const count = min === max ? `${min}` : `at least ${min}`;
	if (!Array.isArray(points) || points.length < min || points.length > max)
		throw unexpected(`${count} points [x, y] for \`${name}\``, points);
	for (const point of points)
		if (!Array.isArray(point) || point.length !== 2 || !point.every(Number.isFinite))
			throw unexpected(`a point [x, y] of finite numbers in \`${name}\``, point);
}
