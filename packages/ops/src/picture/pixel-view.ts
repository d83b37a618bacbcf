import { mismatch, unexpected } from "../arguments.ts";
import { checkPictureSize } from "./check-picture-size.ts";
import {
	type DensePicture,
	type ImageDataLike,
	type NdarrayView,
	PICTURE_CHANNELS,
	type Picture,
	type PictureFormat,
	type PictureLike,
	type PictureSize,
} from "./picture.ts";
import { isYuv } from "./yuv-picture.ts";

/** Any picture, as the loops read it: channel c of pixel (x, y) is `data[offset + y*rowStep + x*pixelStep + c*channelStep]`. */
export interface PixelView extends PictureSize {
	readonly data: Uint8Array;
	readonly offset: number;
	readonly rowStep: number;
	readonly pixelStep: number;
	readonly channelStep: number;
}

/** Positions of bytes must fit into the 32-bit integers that the loops count with. */
export const MAX_PICTURE_BYTES: number = 2 ** 31 - 1;

/** Checks a picture once and gives it the one form that all loops read. Throws INVALID_ARGUMENT. */
export function viewPixels(picture: PictureLike): PixelView {
	if (typeof picture !== "object" || picture === null) throw unexpected("a picture", picture);
	if (isYuv<object>(picture)) throw mismatch("a picture of whole pixels, as convertColor makes one", "one of YUV");
	if (!(picture.data instanceof Uint8Array) && !(picture.data instanceof Uint8ClampedArray))
		throw unexpected("a Uint8Array as `data` of a picture", picture.data);
	if ("shape" in picture) return viewNdarray(picture);
	return viewPicture("format" in picture ? picture : imageDataPicture(picture));
}

/** Only the clamped array tells an `ImageData` from a picture whose format was forgotten. */
function imageDataPicture({ data, width, height }: ImageDataLike): DensePicture {
	if (!(data instanceof Uint8ClampedArray)) throw mismatch("a picture with a `format`", "one without");
	return { data, width, height, format: "rgba" };
}

function viewPicture(picture: Picture | DensePicture): PixelView {
	const { width, height, format } = picture;
	checkPictureSize(picture);
	const channels = PICTURE_CHANNELS[format];
	const stride = picture.stride ?? width * channels;
	if (!Number.isSafeInteger(stride) || stride < width * channels)
		throw unexpected(`a stride of at least ${width * channels} bytes for ${width} ${format} pixels`, picture.stride);
	const needed = (height - 1) * stride + width * channels;
	if (needed > MAX_PICTURE_BYTES) throw mismatch(`a picture of at most ${MAX_PICTURE_BYTES} bytes`, `one of ${needed}`);
	if (picture.data.length < needed)
		throw unexpected(`at least ${needed} bytes for ${width}x${height} ${format} pixels`, picture.data.length);
	const data = plainBytes(picture.data);
	return { data, offset: 0, width, height, format, rowStep: stride, pixelStep: channels, channelStep: 1 };
}

const ndarrayFormats: Readonly<Record<number, PictureFormat>> = { 1: "gray", 3: "rgb", 4: "rgba" };

function viewNdarray(view: NdarrayView): PixelView {
	const { shape, stride, offset } = view;
	const [height = 0, width = 0, channels = 1] = shape;
	const [rowStep = 0, pixelStep = 0, channelStep = 1] = stride;
	const format = ndarrayFormats[channels];
	if (shape.length < 2 || shape.length > 3 || stride.length !== shape.length || format === undefined)
		throw unexpected("an ndarray [height, width] or [height, width, 1, 3 or 4]", shape);
	checkPictureSize({ width, height, format });
	let first = offset;
	let last = offset;
	for (const [axis, step] of stride.entries()) {
		const reach = step * ((shape[axis] as number) - 1);
		if (reach < 0) first += reach;
		else last += reach;
	}
	if (last > MAX_PICTURE_BYTES) throw mismatch(`a picture of at most ${MAX_PICTURE_BYTES} bytes`, `one of ${last}`);
	if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 0 || last >= view.data.length)
		throw mismatch(`an ndarray within its ${view.data.length} bytes`, `one that reads bytes ${first} to ${last}`);
	const data = plainBytes(view.data);
	return { data, offset, width, height, format, rowStep, pixelStep, channelStep };
}

/** One class of array in the hot loops, whatever came in. */
export function plainBytes(data: Uint8Array | Uint8ClampedArray): Uint8Array {
	return data.constructor === Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.length);
}
