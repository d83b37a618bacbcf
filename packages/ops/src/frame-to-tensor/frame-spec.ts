import type { YuvSize } from "../picture/yuv-picture.ts";
import { type ResampleSpec, windowOf } from "../resample/resampler.ts";
import type { ResizeFilter } from "../resample/resize-filter.ts";

/** A frame resized to `width` x `height`, of which `window` is wanted. */
export interface FrameSpec {
	readonly source: Required<YuvSize>;
	readonly width: number;
	readonly height: number;
	readonly filter: ResizeFilter;
	readonly window: NonNullable<ResampleSpec["window"]>;
}

/** How the planes of a {@link FrameSpec} are resized, each by itself. */
export interface PlaneSpecs {
	readonly luma: ResampleSpec;
	/** Of U and V: half of all sizes, rounded up. The window has every sample that a wanted pixel takes. */
	readonly chroma: ResampleSpec;
	/** Pixel (x, y) of the window takes sample `((x + phaseX) >> 1, (y + phaseY) >> 1)` of the chroma window. */
	readonly phaseX: 0 | 1;
	readonly phaseY: 0 | 1;
}

export function planeSpecs({ source, width, height, filter, window }: FrameSpec): PlaneSpecs {
	const half = (size: number): number => Math.ceil(size / 2);
	const luma = { sourceWidth: source.width, sourceHeight: source.height, width, height, filter, channels: [0] };
	const [left, top] = [window.left >> 1, window.top >> 1];
	const chroma = {
		...luma,
		sourceWidth: half(source.width),
		sourceHeight: half(source.height),
		width: half(width),
		height: half(height),
		window: {
			left,
			top,
			width: half(window.left + window.width) - left,
			height: half(window.top + window.height) - top,
		},
	};
	return {
		luma: { ...luma, window: windowOf({ ...luma, window }) },
		chroma,
		phaseX: (window.left & 1) as 0 | 1,
		phaseY: (window.top & 1) as 0 | 1,
	};
}
