/**
 * Definition: the picture's sides become `height` and `ceil(height * source width / source height)`, the width at most
 * `maxWidth`; the tensor is at least `minWidth` wide. The pixels are the filter's and become numbers as in
 * `normalize`; the rest, at the right, is 0 after that.
 */
export function fitHeightWidths(
	source: { readonly width: number; readonly height: number },
	height: number,
	minWidth: number,
	maxWidth: number,
): { readonly width: number; readonly tensorWidth: number } {
	const width = Math.min(maxWidth, Math.ceil((height * source.width) / source.height));
	return { width, tensorWidth: Math.max(minWidth, width) };
}
