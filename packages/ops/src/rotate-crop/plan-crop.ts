import { checkInteger, checkNumber, unexpected } from "../arguments.ts";
import { perspectiveTransform } from "../perspective-transform/index.ts";
import { checkPoints, type Quad } from "../picture/point.ts";
import { sourceMatrix } from "../warp/source-matrix.ts";
import type { WarpSampling } from "../warp/warp-options.ts";
import { type CropSize, cropCorners, cropSize, type RotatedBox, rotatedBoxCorners } from "./reference.ts";

/** How a crop is turned and sampled. */
export interface RotateCropOptions extends WarpSampling {
	/** Crops that are so many times higher than wide are turned counterclockwise by 90 degrees. Default: 1.5. */
	readonly turnFrom?: number;
}

/** What is cropped: corners, or a turned rectangle. */
export type CropRegion = Quad | RotatedBox;

/** Checked corners of a region. Throws INVALID_ARGUMENT. */
function cornersOf(region: CropRegion): Quad {
	if (Array.isArray(region)) {
		checkPoints("region", region, 4, 4);
		return region as unknown as Quad;
	}
	if (typeof region !== "object" || region === null) throw unexpected("four corners or a rotated box", region);
	const box = region as RotatedBox;
	for (const name of ["centerX", "centerY", "width", "height", "degrees"] as const)
		checkNumber(name, box[name], name === "width" || name === "height" ? 0 : -1e9, 1e9);
	return rotatedBoxCorners(box);
}

/** The `turnFrom` of options, checked. Throws INVALID_ARGUMENT. */
export function checkTurnFrom({ turnFrom = 1.5 }: RotateCropOptions): number {
	checkNumber("turnFrom", turnFrom, 0, Number.POSITIVE_INFINITY);
	return turnFrom;
}

/** Size of the crop of a region. Throws INVALID_ARGUMENT. */
export function regionSize(region: CropRegion, turnFrom: number): CropSize {
	const size = cropSize(cornersOf(region), turnFrom);
	checkInteger("width of the region", size.width, 1);
	checkInteger("height of the region", size.height, 1);
	return size;
}

/** Writes into `out` the matrix from a target of `width` x `height`, which holds the whole crop, to the source. */
export function cropMatrix(region: CropRegion, size: CropSize, width: number, height: number, out: Float64Array): void {
	const matrix = perspectiveTransform(cornersOf(region), cropCorners(size, width, height));
	sourceMatrix("perspective", matrix, false, out);
}
