/**
 * Definition: the indices sorted by falling score, the lower index first among equal ones, NaN after every number; the first
 * `indices.length` of them. Kept sorted by insertion, which is quick where k is small.
 */
export function topKReference(scores: ArrayLike<number>, indices: Int32Array): void {
	let kept = 0;
	for (let index = 0; index < scores.length; index++) {
		const score = scores[index] as number;
		if (kept === indices.length && !isAbove(score, scores[indices[kept - 1] as number] as number)) continue;
		if (kept < indices.length) kept++;
		let place = kept - 1;
		while (place > 0 && isAbove(score, scores[indices[place - 1] as number] as number)) {
			indices[place] = indices[place - 1] as number;
			place--;
		}
		indices[place] = index;
	}
}

function isAbove(score: number, other: number): boolean {
	return score > other || (Number.isNaN(other) && !Number.isNaN(score));
}
