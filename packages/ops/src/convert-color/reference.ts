import { PICTURE_CHANNELS, type Picture, type PictureFormat } from "../picture/picture.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import { chromaPlanes, type PlaneView, type YuvView } from "../picture/yuv-view.ts";
import { channelMap, GRAY, OPAQUE } from "./channel-map.ts";
import { yuvCoefficients } from "./yuv-coefficients.ts";
import { type Samples, yuvRowToRgb } from "./yuv-row-to-rgb.ts";

/**
 * Definition, of pixels: channels change places; alpha that is not there is 255, alpha that is not wanted is left out. Gray
 * stands for red, green and blue alike; it is made of them by `(9798 red + 19235 green + 3735 blue + 2^14) >> 15`, as
 * `cv2.cvtColor` does it (0.299, 0.587, 0.114).
 *
 * Of YUV: gray is Y as it is, as `COLOR_YUV2GRAY_NV12` gives it, black being 16 in limited range; the other formats are what
 * `yuvRowToRgb` gives, as `COLOR_YUV2RGB_NV12` and its like, with alpha 255.
 */
export function convertColorReference(view: PixelView, target: Picture, format: PictureFormat): void {
	const { data, offset, rowStep, pixelStep, channelStep } = view;
	const { map, grayOf } = channelMap(view.format, format);
	const channels = PICTURE_CHANNELS[format];
	for (let y = 0; y < view.height; y++)
		for (let x = 0; x < view.width; x++) {
			const from = offset + y * rowStep + x * pixelStep;
			const to = y * target.stride + x * channels;
			for (let c = 0; c < channels; c++) {
				const channel = map[c] as number;
				if (channel === OPAQUE) target.data[to + c] = 255;
				else if (channel === GRAY) target.data[to] = grayOfPixel(data, from, channelStep, grayOf as RedGreenBlue);
				else target.data[to + c] = data[from + channel * channelStep] as number;
			}
		}
}

/** {@link convertColorReference} of YUV to anything but gray. `row` is scratch for a row of RGB. */
export function convertYuvReference(view: YuvView, target: Picture, format: PictureFormat, row: Uint8Array): void {
	const coefficients = yuvCoefficients(view.matrix, view.range);
	const chroma = chromaPlanes(view);
	const luma = view.planes[0] as PlaneView;
	const { map } = channelMap("rgb", format);
	const samples = ({ data, offset, stride }: PlaneView, y: number, step: number): Samples => ({
		data,
		offset: offset + y * stride,
		step,
	});
	for (let y = 0; y < view.height; y++) {
		const u = samples(chroma.u, y >> 1, chroma.step);
		const v = samples(chroma.v, y >> 1, chroma.step);
		yuvRowToRgb(samples(luma, y, 1), u, v, 0, view.width, coefficients, row, 0);
		for (let x = 0, to = y * target.stride; x < view.width; x++)
			for (const channel of map) target.data[to++] = channel === OPAQUE ? 255 : (row[x * 3 + channel] as number);
	}
}

type RedGreenBlue = readonly [red: number, green: number, blue: number];

function grayOfPixel(data: Uint8Array, from: number, step: number, [red, green, blue]: RedGreenBlue): number {
	const level = (channel: number): number => data[from + channel * step] as number;
	return (9798 * level(red) + 19235 * level(green) + 3735 * level(blue) + (1 << 14)) >> 15;
}
