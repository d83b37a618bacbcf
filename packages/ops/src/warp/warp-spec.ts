import type { TensorData } from "@polyinfer/core";
import type { PictureSize } from "../picture/picture.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import type { TensorFormat } from "../to-tensor/tensor-options.ts";
import type { Geometry } from "./coordinates.ts";

/**
 * How source pixels make a target pixel. Both give the bytes of `cv2.warpPerspective` and `cv2.warpAffine` of OpenCV 4;
 * OpenCV 5 computes in float32, which is up to 7 levels away for bilinear.
 */
export type WarpFilter = "opencv4-bilinear" | "opencv4-nearest";

/** Names of all {@link WarpFilter}s. */
export const WARP_FILTERS: readonly WarpFilter[] = ["opencv4-bilinear", "opencv4-nearest"];

/** What lies around the source: one colour, or its edge pixels again and again. */
export type WarpBorder = "constant" | "replicate";

/** What a warp is planned for, checked. */
export interface WarpSpec {
	readonly source: Pick<PictureSize, "format">;
	readonly geometry: Geometry;
	readonly filter: WarpFilter;
	readonly border: WarpBorder;
	/** Level of the constant border, one a channel of the source. */
	readonly levels: readonly number[];
	readonly format: TensorFormat;
	/** Value of the target right of and below the warped part, one a channel of the target. */
	readonly around: readonly number[];
	/** Rows of every target, which threads may share; `undefined` where each run has its own. */
	readonly rows: number | undefined;
}

/** The target of one run, in elements of its dtype. */
export interface WarpArea {
	readonly rowStep: number;
	readonly channelStep: number;
	/** Size of the warped part, at the upper left, and of the whole target, in pixels. */
	readonly width: number;
	readonly height: number;
	readonly targetWidth: number;
	readonly targetHeight: number;
}

/** A warp in one of the implementations. */
export interface Warp {
	/** What runs: `"reference"`, or the name of a `KernelHost`. */
	readonly implementation: string;
	/** `matrix` maps pixels of the target to pixels of the source: 9 numbers, the last three 0, 0 and 1 where it is affine. */
	run(view: PixelView, matrix: Float64Array, data: TensorData, area: WarpArea): void;
}
