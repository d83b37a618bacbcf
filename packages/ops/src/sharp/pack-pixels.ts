import { normalize } from "../normalize/index.ts";
import type { PictureLike } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";

/** Pixels without gaps, RGB or RGBA. */
export interface PackedPixels {
	readonly data: Uint8Array;
	readonly width: number;
	readonly height: number;
	readonly channels: 3 | 4;
}

/** A copy of any picture's pixels as sharp takes them. Throws INVALID_ARGUMENT. */
export function packPixels(picture: PictureLike): PackedPixels {
	const { width, height, format } = viewPixels(picture);
	const alpha = format === "rgba" || format === "bgra";
	const tensor = normalize(picture, { dtype: "uint8", layout: "nhwc", order: alpha ? "rgba" : "rgb" });
	return { data: tensor.data as Uint8Array, width, height, channels: alpha ? 4 : 3 };
}
