import { roundHalfEven } from "../round-half-even.ts";
import { LetterboxTransform } from "./letterbox-transform.ts";

/**
 * Definition: with `r = min(width / source width, height / source height)`, the picture's sides become
 * `round(r * side)`, ties to even, at least 1. The margins are split in halves, the odd pixel at the right or bottom.
 * The pixels are the filter's; margins and pixels become numbers as in `normalize`.
 */
export function letterboxTransform(
	source: { readonly width: number; readonly height: number },
	width: number,
	height: number,
): LetterboxTransform {
	const ratio = Math.min(width / source.width, height / source.height);
	const innerWidth = Math.max(1, roundHalfEven(source.width * ratio));
	const innerHeight = Math.max(1, roundHalfEven(source.height * ratio));
	const place = {
		left: Math.floor((width - innerWidth) / 2),
		top: Math.floor((height - innerHeight) / 2),
		width: innerWidth,
		height: innerHeight,
	};
	return new LetterboxTransform(source, place, { width, height });
}
