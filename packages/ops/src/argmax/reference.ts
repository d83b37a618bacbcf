/**
 * Definition: from class 0 on, a class takes a pixel over where its score is above (`>`) that of the class that has it. So the
 * lowest class wins among equal ones, -0 equals 0, and NaN never wins, but is never beaten as class 0.
 * The score of class c and pixel p is `scores[c * classStep + p * pixelStep]`.
 */
export function argmaxReference(
	scores: ArrayLike<number>,
	classes: number,
	pixels: number,
	classStep: number,
	pixelStep: number,
	output: Uint8Array | Int32Array,
): void {
	for (let p = 0; p < pixels; p++) {
		let at = p * pixelStep;
		let best = scores[at] as number;
		let index = 0;
		for (let c = 1; c < classes; c++) {
			at += classStep;
			const score = scores[at] as number;
			if (score > best) {
				best = score;
				index = c;
			}
		}
		output[p] = index;
	}
}
