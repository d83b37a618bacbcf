import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { InferenceError } from "@polyinfer/core";
import { checkKeys, mismatch, unexpected } from "../arguments.ts";
import type { Picture } from "../picture/picture.ts";
import { loadSharp } from "./load-sharp.ts";

/** Options of {@link readPicture}. */
export interface ReadPictureOptions {
	/** Colour behind transparent pixels, as CSS writes it. Default: `"white"`. */
	readonly background?: string;
	/** Size of a drawing (SVG), in pixels an inch; 72 gives it as it says. Default: 72. */
	readonly density?: number;
}

/**
 * Reads a picture file (PNG, JPEG, WebP, GIF, AVIF, TIFF, SVG) as RGB of 8 bits, upright as its EXIF orientation says,
 * in sRGB. `source` is a path, a `file:` URL or the bytes of a file. Uses the package sharp.
 * Rejects with INVALID_ARGUMENT where there is no such file or it is not a whole picture, UNAVAILABLE without sharp.
 */
export async function readPicture(
	source: string | URL | Uint8Array | ArrayBuffer,
	options: ReadPictureOptions = {},
): Promise<Picture> {
	checkKeys("readPicture", options, ["background", "density"]);
	const { background = "white", density = 72 } = options;
	const name = typeof source === "string" || source instanceof URL ? `\`${source}\`` : "these bytes";
	const bytes = await bytesOf(source, name);
	const sharp = await loadSharp();
	try {
		const { data, info } = await sharp(bytes, { density })
			.rotate()
			.flatten({ background })
			.toColourspace("srgb")
			.raw({ depth: "uchar" })
			.toBuffer({ resolveWithObject: true });
		const { width, height, channels } = info;
		if (channels !== 3) throw mismatch("3 channels", String(channels));
		return {
			data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
			width,
			height,
			format: "rgb",
			stride: width * 3,
		};
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new InferenceError("INVALID_ARGUMENT", `Expected a picture in ${name} but could not read one: ${reason}`, {
			cause,
		});
	}
}

async function bytesOf(source: string | URL | Uint8Array | ArrayBuffer, name: string): Promise<Uint8Array> {
	if (source instanceof Uint8Array) return source;
	if (source instanceof ArrayBuffer) return new Uint8Array(source);
	if (typeof source !== "string" && !(source instanceof URL))
		throw unexpected("a path, a file: URL or the bytes of a picture", source);
	if (source instanceof URL && source.protocol !== "file:") throw mismatch("a file: URL", name);
	try {
		return await readFile(source instanceof URL ? fileURLToPath(source) : source);
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new InferenceError("INVALID_ARGUMENT", `Expected a picture at ${name} but could not read it: ${reason}`, {
			cause,
		});
	}
}
