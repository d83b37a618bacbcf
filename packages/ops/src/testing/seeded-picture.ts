import { PICTURE_CHANNELS, type Picture, type PictureFormat } from "../picture/picture.ts";

/** The same bytes for the same seed, everywhere: the upper 8 bits of `s = s * 1664525 + 1013904223 (mod 2^32)`. */
export function seededBytes(seed: number, length: number): Uint8Array {
	let state = seed;
	return Uint8Array.from({ length }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state >>> 24;
	});
}

/** A dense picture of {@link seededBytes}. */
export function seededPicture(seed: number, width: number, height: number, format: PictureFormat = "rgb"): Picture {
	const stride = width * PICTURE_CHANNELS[format];
	return { data: seededBytes(seed, stride * height), width, height, format, stride };
}

/** The same pixels with `gap` other bytes behind each row. */
export function withGaps(picture: Picture, gap: number): Picture {
	const stride = picture.stride + gap;
	const data = seededBytes(99, stride * picture.height);
	for (let y = 0; y < picture.height; y++)
		data.set(picture.data.subarray(y * picture.stride, (y + 1) * picture.stride), y * stride);
	return { ...picture, data, stride };
}
