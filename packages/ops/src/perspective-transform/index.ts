import { InferenceError } from "@polyinfer/core";
import { checkPoints, type Quad } from "../picture/point.ts";
import { perspectiveReference } from "./reference.ts";

/**
 * The matrix of 9 numbers for `warpPerspective` that moves four points to four others: the numbers of
 * `cv2.getPerspectiveTransform`. Throws INVALID_ARGUMENT, also where three of the points lie on a line.
 */
export function perspectiveTransform(from: Quad, to: Quad): number[] {
	checkPoints("from", from, 4, 4);
	checkPoints("to", to, 4, 4);
	const matrix = perspectiveReference(from, to);
	if (matrix === undefined)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected four points of which no three lie on a line but received [${from.join("], [")}] to [${to.join("], [")}].`,
		);
	return matrix;
}
