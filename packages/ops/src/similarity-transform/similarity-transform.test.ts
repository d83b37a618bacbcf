import fc from "fast-check";
import { expect, test } from "vitest";
import type { Point } from "../picture/point.ts";
import { errorOf } from "../testing/error-of.ts";
import { transformPoint } from "../warp/transform-point.ts";
import { similarityTransform } from "./index.ts";

const coordinate = fc.integer({ min: -100, max: 100 });
const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 6 });

test("finds the turn, scale and shift that moved the points", () => {
	const number = fc.double({ min: 0.1, max: 4, noNaN: true });
	fc.assert(
		fc.property(
			points,
			number,
			fc.double({ min: -3, max: 3, noNaN: true }),
			coordinate,
			(from, scale, angle, shift) => {
				fc.pre(from.some(([x, y]) => x !== from[0]?.[0] || y !== from[0]?.[1]));
				const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)];
				const matrix = [c, -s, shift, s, c, -shift];
				const found = similarityTransform(
					from,
					from.map((point) => transformPoint(matrix, point)),
				);
				for (const [i, value] of matrix.entries()) expect(found[i]).toBeCloseTo(value, 8);
			},
		),
	);
});

test("no small change of it comes nearer to the points", () => {
	fc.assert(
		fc.property(points, points, (from, to) => {
			const count = Math.min(from.length, to.length);
			const [p, q] = [from.slice(0, count), to.slice(0, count)];
			let m: number[];
			try {
				m = similarityTransform(p, q);
			} catch {
				return;
			}
			const [a = 0, , tx = 0, b = 0, , ty = 0] = m;
			const error = (a: number, b: number, tx: number, ty: number): number =>
				p.reduce((sum, point, i) => {
					const [x, y] = transformPoint([a, -b, tx, b, a, ty], point);
					return sum + (x - (q[i] as Point)[0]) ** 2 + (y - (q[i] as Point)[1]) ** 2;
				}, 0);
			const least = error(a, b, tx, ty);
			for (const d of [-0.01, 0.01]) {
				expect(error(a + d, b, tx, ty)).toBeGreaterThanOrEqual(least - 1e-6);
				expect(error(a, b + d, tx, ty)).toBeGreaterThanOrEqual(least - 1e-6);
				expect(error(a, b, tx + d, ty)).toBeGreaterThanOrEqual(least - 1e-6);
				expect(error(a, b, tx, ty + d)).toBeGreaterThanOrEqual(least - 1e-6);
			}
		}),
	);
});

test("rejects too few points, unlike counts and points in one place with INVALID_ARGUMENT", () => {
	const two: Point[] = [
		[0, 0],
		[1, 1],
	];
	expect(errorOf(() => similarityTransform([[0, 0]], [[0, 0]]))).toContain("at least 2 points");
	expect(errorOf(() => similarityTransform(two, [...two, [3, 3]]))).toContain("2 points for `to`");
	expect(errorOf(() => similarityTransform([two[0], two[0]] as never, two))).toContain("lie apart");
	expect(errorOf(() => similarityTransform(two, [two[0], two[0]] as never))).toContain("lie apart");
	expect(
		errorOf(() =>
			similarityTransform(
				[
					[0, 0],
					[Number.NaN, 1],
				] as never,
				two,
			),
		),
	).toContain("finite numbers");
});
