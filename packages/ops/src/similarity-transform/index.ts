import { InferenceError } from "@polyinfer/core";
import { unexpected } from "../arguments.ts";
import { checkPoints, type Point } from "../picture/point.ts";
import { similarityReference } from "./reference.ts";

/**
 * The matrix of 6 numbers for `warpAffine` that turns, scales and shifts points to where others are, as near as it can
 * without a reflection: aligns a face by its keypoints and those of a template.
 * Throws INVALID_ARGUMENT for fewer than two points, unlike counts, and points that are all the same.
 * Source: Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991.
 */
export function similarityTransform(from: readonly Point[], to: readonly Point[]): number[] {
	checkPoints("from", from, 2, Number.POSITIVE_INFINITY);
	checkPoints("to", to, 2, Number.POSITIVE_INFINITY);
	if (from.length !== to.length) throw unexpected(`${from.length} points for \`to\``, to.length);
	const matrix = similarityReference(from, to);
	if (!matrix.every(Number.isFinite) || Math.hypot(matrix[0] as number, matrix[1] as number) === 0)
		throw new InferenceError("INVALID_ARGUMENT", "Expected points that lie apart but received points that do not.");
	return matrix;
}
