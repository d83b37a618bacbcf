import { roundHalfEven } from "../round-half-even.ts";

/** Size of the resized picture and where its crop lies. */
export interface CenterCropGeometry {
	readonly width: number;
	readonly height: number;
	readonly left: number;
	readonly top: number;
}

/**
 * Definition, after torchvision's `Resize(resize)` and `CenterCrop(crop)`:
 * the short side becomes `resize`, the long one `trunc(resize * long / short)`; the crop starts at
 * `(size - crop) / 2`, ties rounded to even. The pixels are the filter's; they become numbers as in `normalize`.
 */
export function centerCropGeometry(
	sourceWidth: number,
	sourceHeight: number,
	resize: number,
	crop: number,
): CenterCropGeometry {
	const wide = sourceWidth >= sourceHeight;
	const short = wide ? sourceHeight : sourceWidth;
	const long = Math.trunc((resize * (wide ? sourceWidth : sourceHeight)) / short);
	const width = wide ? long : resize;
	const height = wide ? resize : long;
	return { width, height, left: roundHalfEven((width - crop) / 2), top: roundHalfEven((height - crop) / 2) };
}
