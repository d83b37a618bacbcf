import type { Point } from "../picture/point.ts";
import { checkMatrix, type WarpMatrix } from "./source-matrix.ts";

/** Where a matrix of 6 or 9 numbers moves a point; not finite where it moves it to infinity. Throws INVALID_ARGUMENT. */
export function transformPoint(matrix: WarpMatrix, [x, y]: Point): Point {
	checkMatrix(matrix?.length === 6 ? "affine" : "perspective", matrix);
	const [a, b, c, d, e, f, g = 0, h = 0, i = 1] = matrix as unknown as readonly [
		...[number, number, number, number, number, number, number?, number?, number?],
	];
	const w = g * x + h * y + i;
	return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}
