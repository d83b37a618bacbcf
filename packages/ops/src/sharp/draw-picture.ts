import type { Picture, PictureLike } from "../picture/picture.ts";
import { checkDrawing, type Drawing } from "./drawing.ts";
import { loadSharp } from "./load-sharp.ts";
import { overlaySvg } from "./overlay-svg.ts";
import { packPixels } from "./pack-pixels.ts";

/**
 * A new picture with boxes, labels, points and a caption drawn onto it; RGB, or RGBA where the given one has alpha.
 * Colours and sizes are chosen to be legible on any picture; texts take the fonts that fontconfig finds. Uses the package sharp.
 * Rejects with INVALID_ARGUMENT, UNAVAILABLE without sharp.
 */
export async function drawPicture(picture: PictureLike, drawing: Drawing): Promise<Picture> {
	checkDrawing(drawing);
	const pixels = packPixels(picture);
	const { width, height, channels } = pixels;
	const sharp = await loadSharp();
	const overlay = Buffer.from(overlaySvg(width, height, drawing));
	const drawn = sharp(pixels.data, { raw: { width, height, channels } }).composite([{ input: overlay }]);
	const data = await (channels === 3 ? drawn.removeAlpha() : drawn.ensureAlpha()).raw().toBuffer();
	return {
		data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
		width,
		height,
		format: channels === 3 ? "rgb" : "rgba",
		stride: width * channels,
	};
}
