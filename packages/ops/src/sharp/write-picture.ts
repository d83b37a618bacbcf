import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { InferenceError } from "@polyinfer/core";
import type { PictureLike } from "../picture/picture.ts";
import { drawPicture } from "./draw-picture.ts";
import type { Drawing } from "./drawing.ts";
import { loadSharp } from "./load-sharp.ts";
import { packPixels } from "./pack-pixels.ts";

/**
 * Writes a picture as a PNG file, with a {@link Drawing} on it where one is given; the picture itself stays as it is.
 * `file` is a path or a `file:` URL; its folder is made where it is missing. The file appears whole or not at all.
 * Uses the package sharp. Rejects with INVALID_ARGUMENT, also where the file cannot be written, UNAVAILABLE without sharp.
 */
export async function writePicture(picture: PictureLike, file: string | URL, drawing?: Drawing): Promise<void> {
	const { data, width, height, channels } = packPixels(
		drawing === undefined ? picture : await drawPicture(picture, drawing),
	);
	const sharp = await loadSharp();
	const png = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
	const path = file instanceof URL ? fileURLToPath(file) : file;
	const unfinished = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.part`;
	try {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(unfinished, png);
		await rename(unfinished, path);
	} catch (cause) {
		await rm(unfinished, { force: true }).catch(() => {});
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new InferenceError("INVALID_ARGUMENT", `Expected a place to write \`${path}\` but could not: ${reason}`, {
			cause,
		});
	}
}
