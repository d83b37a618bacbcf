import type { PixelView } from "../picture/pixel-view.ts";
import type { ResizeFilter } from "./resize-filter.ts";

/** What a {@link Resampler} is made for. */
export interface ResampleSpec {
	readonly sourceWidth: number;
	readonly sourceHeight: number;
	/** Size of the whole target. */
	readonly width: number;
	readonly height: number;
	readonly filter: ResizeFilter;
	/** The part of the target that is wanted. Default: all. */
	readonly window?: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
	/** The source channel that feeds each target channel: `[2, 1, 0]` swaps red and blue. */
	readonly channels: readonly number[];
}

/** Gives the rows of a resized picture one by one, so that whoever consumes them finds them in the cache. */
export interface Resampler {
	/** Points at a source of the planned size. Reads nothing yet. */
	begin(view: PixelView): void;
	/** Writes row `y` of the window, interleaved, at `out[at]`. Rows are asked for in ascending order. */
	row(y: number, out: Uint8Array, at: number): void;
}

/** {@link ResampleSpec.window}, filled in. */
export function windowOf(spec: ResampleSpec): { left: number; top: number; width: number; height: number } {
	return spec.window ?? { left: 0, top: 0, width: spec.width, height: spec.height };
}

/** Whether no side of the target is longer than the source's. */
export function shrinks({ sourceWidth, sourceHeight, width, height }: ResampleSpec): boolean {
	return sourceWidth >= width && sourceHeight >= height;
}
