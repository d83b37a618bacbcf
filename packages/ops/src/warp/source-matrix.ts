import { InferenceError } from "@polyinfer/core";
import { unexpected } from "../arguments.ts";
import type { Geometry } from "./coordinates.ts";

/**
 * Numbers of a matrix by rows. 6: x' = m0 x + m1 y + m2, y' = m3 x + m4 y + m5. 9: those over m6 x + m7 y + m8.
 */
export type WarpMatrix = readonly number[] | Float64Array | Float32Array;

/** Throws INVALID_ARGUMENT unless `matrix` has the finite numbers of that geometry. */
export function checkMatrix(geometry: Geometry, matrix: WarpMatrix): void {
	const count = geometry === "affine" ? 6 : 9;
	if (!(Array.isArray(matrix) || matrix instanceof Float64Array || matrix instanceof Float32Array))
		throw unexpected(`${count} numbers for \`matrix\``, matrix);
	if (matrix.length !== count || !matrix.every(Number.isFinite))
		throw unexpected(`${count} finite numbers for \`matrix\``, Array.from(matrix));
}

/**
 * Writes into `out` the matrix from target pixels to source pixels: `matrix` itself where it `isInverse`, else its inverse,
 * by the formulas of OpenCV in float64: the adjugate times 1 / determinant. Throws INVALID_ARGUMENT where there is none.
 */
export function sourceMatrix(geometry: Geometry, matrix: WarpMatrix, isInverse: boolean, out: Float64Array): void {
	checkMatrix(geometry, matrix);
	if (isInverse) out.set(matrix);
	else if (geometry === "affine") invertAffine(matrix, out);
	else invertPerspective(matrix, out);
	if (geometry === "affine") out.set(LAST_ROW, 6);
	if (!out.every(Number.isFinite))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a \`matrix\` that can be inverted but received [${Array.from(matrix)}].`,
		);
}

const LAST_ROW = [0, 0, 1] as const;

function invertAffine(matrix: WarpMatrix, out: Float64Array): void {
	const [a, b, c, d, e, f] = matrix as unknown as readonly [number, number, number, number, number, number];
	const s = 1 / (a * e - b * d);
	const [m0, m1, m3, m4] = [e * s, b * -s, d * -s, a * s];
	out.set([m0, m1, -m0 * c - m1 * f, m3, m4, -m3 * c - m4 * f]);
}

function invertPerspective(matrix: WarpMatrix, out: Float64Array): void {
	const [a, b, c, d, e, f, g, h, i] = matrix as unknown as readonly [
		...[number, number, number, number, number, number, number, number, number],
	];
	const s = 1 / (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
	out.set([(e * i - f * h) * s, (c * h - b * i) * s, (b * f - c * e) * s]);
	out.set([(f * g - d * i) * s, (a * i - c * g) * s, (c * d - a * f) * s], 3);
	out.set([(d * h - e * g) * s, (b * g - a * h) * s, (a * e - b * d) * s], 6);
}
