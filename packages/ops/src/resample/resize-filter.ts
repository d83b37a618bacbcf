/**
 * How pixels are resampled. Filters of one name differ between libraries by many grey levels, so each is named
 * after the library whose bytes it gives:
 *
 * - `pillow-bilinear`, `pillow-bicubic` (a = -0.5): `Image.resize` of Pillow; averages all pixels when shrinking.
 * - `opencv-bilinear`: `cv2.resize` with `INTER_LINEAR`; reads 2x2 pixels however much it shrinks.
 * - `opencv-area`: `cv2.resize` with `INTER_AREA`; the mean of the area under a pixel when shrinking, and 2x2 pixels where
 *   a side grows.
 * - `antialias`: our own; the mean under a triangle, as `pillow-bilinear` and torchvision's `antialias=True` have it: within one
 *   level of both where no side shrinks more than 8 times, and cheaper; cheapest where each side shrinks by two or three.
 * - `nearest`: the pixel under the centre, `floor((x + 0.5) * source / target)` in exact arithmetic.
 */
export type ResizeFilter =
	| "pillow-bilinear"
	| "pillow-bicubic"
	| "opencv-bilinear"
	| "opencv-area"
	| "antialias"
	| "nearest";

/** Every {@link ResizeFilter}. */
export const RESIZE_FILTERS: readonly ResizeFilter[] = [
	"pillow-bilinear",
	"pillow-bicubic",
	"opencv-bilinear",
	"opencv-area",
	"antialias",
	"nearest",
];
