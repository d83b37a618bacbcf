import type { ResampleSpec } from "./resampler.ts";

/** The source pixels that make one of the target along a side that is shrunk by a whole number, and what they weigh. */
export interface WholeTaps {
	/** How many times longer the source's side is. */
	readonly ratio: 2 | 3;
	/** As `WholeTaps` of `whole_row.h`. */
	readonly kind: 0 | 1 | 2 | 3;
	/** The first source pixel of target pixel 0: the next one has `ratio` more. */
	readonly lead: 0 | -1;
	readonly weights: readonly number[];
}

const boxes: Readonly<Record<2 | 3, WholeTaps>> = {
	2: { ratio: 2, kind: 0, lead: 0, weights: [1, 1] },
	3: { ratio: 3, kind: 1, lead: 0, weights: [1, 1, 1] },
};
const triangles: Readonly<Record<2 | 3, WholeTaps>> = {
	2: { ratio: 2, kind: 2, lead: -1, weights: [1, 3, 3, 1] },
	3: { ratio: 3, kind: 3, lead: -1, weights: [1, 2, 3, 2, 1] },
};

/**
 * The taps of a filter that averages where each side shrinks by two or by three; `undefined` where one does not, or where the
 * filter rounds in a way of its own.
 */
export function wholeTaps(spec: ResampleSpec): { readonly across: WholeTaps; readonly down: WholeTaps } | undefined {
	const across = spec.sourceWidth / spec.width;
	const down = spec.sourceHeight / spec.height;
	if (!isTwoOrThree(across) || !isTwoOrThree(down)) return undefined;
	if (spec.filter === "antialias") return { across: triangles[across], down: triangles[down] };
	// Of 2x3 pixels OpenCV rounds half to the nearest even.
	if (spec.filter === "opencv-area" && across === down) return { across: boxes[across], down: boxes[down] };
	return undefined;
}

function isTwoOrThree(ratio: number): ratio is 2 | 3 {
	return ratio === 2 || ratio === 3;
}
