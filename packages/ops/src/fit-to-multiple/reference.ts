import { roundHalfEven } from "../round-half-even.ts";

/**
 * Definition: with `r = min(1, maxSide / longer side)`, each side becomes the nearest multiple of `multiple` to
 * `r * side`, ties to the even multiple, at least one. So the picture may be stretched a little, and nothing is padded.
 * The pixels are the filter's and become numbers as in `normalize`.
 */
export function fitToMultipleSide(side: number, longer: number, multiple: number, maxSide: number): number {
	const ratio = longer > maxSide ? maxSide / longer : 1;
	return Math.max(multiple, roundHalfEven((side * ratio) / multiple) * multiple);
}
