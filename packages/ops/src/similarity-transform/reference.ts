import type { Point } from "../picture/point.ts";

/**
 * Definition, in float64: with p and q the points less their means, s = sum(p . p), a = sum(p . q) / s and
 * b = sum(px qy - py qx) / s, the matrix is [a, -b, tx, b, a, ty], where (tx, ty) moves the mean of `from` to that of `to`.
 * It has the least sum of squared distances of all turns, scales and shifts without a reflection.
 */
export function similarityReference(from: readonly Point[], to: readonly Point[]): number[] {
	const [fromX, fromY] = mean(from);
	const [toX, toY] = mean(to);
	let [s, a, b] = [0, 0, 0];
	for (const [i, [x, y]] of from.entries()) {
		const [px, py] = [x - fromX, y - fromY];
		const [u, v] = to[i] as Point;
		const [qx, qy] = [u - toX, v - toY];
		s += px * px + py * py;
		a += px * qx + py * qy;
		b += px * qy - py * qx;
	}
	a /= s;
	b /= s;
	return [a, -b, toX - (a * fromX - b * fromY), b, a, toY - (b * fromX + a * fromY)];
}

function mean(points: readonly Point[]): Point {
	let [x, y] = [0, 0];
	for (const point of points) {
		x += point[0];
		y += point[1];
	}
	return [x / points.length, y / points.length];
}
