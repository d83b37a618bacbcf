import type { PictureLike, PictureSize } from "./picture.ts";

/**
 * Planes of a YUV 4:2:0 picture, 8 bits: brightness (Y) for each pixel, colour (U = Cb, V = Cr) for each square of 2x2, the
 * squares at the right and bottom of odd sizes being incomplete.
 *
 * - `"nv12"`: a plane of Y and one of U and V in turn: cameras, hardware decoders.
 * - `"i420"`: a plane each of Y, U and V: software decoders. (YV12 is the same with the last two planes exchanged.)
 */
export type YuvFormat = "nv12" | "i420";

/** Weights of red and blue in brightness, as ITU-R BT.601 (standard definition), BT.709 (HD) or BT.2020 names them. */
export type YuvMatrix = "bt601" | "bt709" | "bt2020";

/** `"limited"`: Y from 16 to 235, U and V from 16 to 240, as video has it. `"full"`: 0 to 255, as JPEG has it. */
export type YuvRange = "limited" | "full";

/** What a plan must know of a YUV picture. */
export interface YuvSize {
	readonly width: number;
	readonly height: number;
	readonly format: YuvFormat;
	/** Default: `"bt601"`, whatever the size, as OpenCV and libyuv take it. */
	readonly matrix?: YuvMatrix;
	/** Default: `"limited"`. */
	readonly range?: YuvRange;
}

/** One plane: rows of bytes from the top. */
export interface YuvPlane {
	/** Default: `data` of the picture. */
	readonly data?: Uint8Array | Uint8ClampedArray;
	/** Byte of `data` at which the plane begins. Default: 0. */
	readonly offset?: number;
	/** Bytes from one row to the next. Default: no gaps. */
	readonly stride?: number;
}

/**
 * A YUV 4:2:0 picture in CPU memory, rows from the top. Borrows its arrays. Either of
 *
 * - `data` alone: the planes follow each other without gaps between them, as in raw video of ffmpeg and V4L2. Rows of Y are
 *   `stride` bytes apart (default: `width`), those of NV12's colour `stride` rounded up to an even number, those of I420's
 *   half of that;
 * - `planes`, 2 of NV12 and 3 of I420, each with an array of its own or a place in `data`: what `VideoFrame.copyTo` returns,
 *   `data` and `linesize` of ffmpeg, planes of V4L2.
 */
export interface YuvPicture extends YuvSize {
	readonly data?: Uint8Array | Uint8ClampedArray;
	readonly stride?: number;
	readonly planes?: readonly YuvPlane[];
}

/** What ops take that make a tensor, and `convertColor`. */
export type AnyPicture = PictureLike | YuvPicture;

/** What a plan must know of {@link AnyPicture}. */
export type AnyPictureSize = PictureSize | YuvSize;

/** Whether a picture or size is YUV. */
export function isYuv<T extends object>(picture: T): picture is Extract<T, YuvSize> {
	const { format } = picture as { readonly format?: unknown };
	return format === "nv12" || format === "i420";
}
