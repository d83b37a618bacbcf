import type { Picture } from "@polyinfer/ops";
import type { ReadPictureOptions } from "@polyinfer/ops/sharp";

/**
 * `readPicture` of `@polyinfer/ops/sharp`, imported when first used: reads a picture file as RGB of 8 bits. `source`
 * is a path, a `file:` URL or the bytes of a file. Needs the package sharp. Rejects with INVALID_ARGUMENT where it is
 * no picture, UNAVAILABLE without sharp.
 */
export async function readPicture(
	source: string | URL | Uint8Array | ArrayBuffer,
	options: ReadPictureOptions = {},
): Promise<Picture> {
	const { readPicture: read } = await import("@polyinfer/ops/sharp");
	return read(source, options);
}
