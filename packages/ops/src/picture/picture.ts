/** Order of the bytes of one pixel; 8 bits a channel. Alpha is not premultiplied. */
export type PictureFormat = "rgb" | "rgba" | "bgr" | "bgra" | "gray";

/** Channels a pixel of every {@link PictureFormat}. */
export const PICTURE_CHANNELS: Readonly<Record<PictureFormat, number>> = { rgb: 3, rgba: 4, bgr: 3, bgra: 4, gray: 1 };

/** Pixels in CPU memory, rows from the top. Borrows `data`. */
export interface Picture {
	readonly data: Uint8Array;
	readonly width: number;
	readonly height: number;
	readonly format: PictureFormat;
	/** Bytes from one row to the next, at least `width` times the channels. */
	readonly stride: number;
}

/** A {@link Picture} whose rows follow each other where `stride` is left out. */
export interface DensePicture extends Omit<Picture, "stride" | "data"> {
	readonly data: Uint8Array | Uint8ClampedArray;
	readonly stride?: number;
}

/**
 * A view of the npm package `ndarray`, by its shape only: uint8, `[height, width]` or `[height, width, channels]`
 * with 1 (gray), 3 (RGB) or 4 (RGBA) channels. `stride` is in elements and may be negative (a flipped view).
 */
export interface NdarrayView {
	readonly data: Uint8Array | Uint8ClampedArray;
	readonly shape: readonly number[];
	readonly stride: readonly number[];
	readonly offset: number;
}

/**
 * An `ImageData` of a canvas, by its shape: RGBA, alpha not premultiplied, rows without gaps. Its colours are taken as they
 * are, in sRGB or Display P3.
 */
export interface ImageDataLike {
	readonly data: Uint8ClampedArray;
	readonly width: number;
	readonly height: number;
}

/** What every op takes as a picture. */
export type PictureLike = Picture | DensePicture | NdarrayView | ImageDataLike;

/** What a plan must know of a picture. */
export interface PictureSize {
	readonly width: number;
	readonly height: number;
	readonly format: PictureFormat;
}
