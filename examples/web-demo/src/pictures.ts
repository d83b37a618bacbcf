/** Side of the longest picture that is looked at; larger ones are made smaller. */
const MOST_PIXELS = 1600;

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;

/** The pixels of a picture, of a camera's current frame, or of a file. Rejects where the file is no picture. */
export async function pixelsOf(source: Blob | HTMLVideoElement): Promise<ImageData> {
	const bitmap = source instanceof Blob ? await createImageBitmap(source) : source;
	const [width, height] =
		bitmap instanceof ImageBitmap ? [bitmap.width, bitmap.height] : [bitmap.videoWidth, bitmap.videoHeight];
	const shrink = Math.min(1, MOST_PIXELS / Math.max(width, height));
	canvas.width = Math.max(1, Math.round(width * shrink));
	canvas.height = Math.max(1, Math.round(height * shrink));
	context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
	if (bitmap instanceof ImageBitmap) bitmap.close();
	return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** A picture of this server. */
export async function fetchPicture(path: string): Promise<ImageData> {
	const response = await fetch(new URL(path, document.baseURI));
	if (!response.ok) throw new Error(`${path}: the server answers ${response.status}.`);
	return pixelsOf(await response.blob());
}
