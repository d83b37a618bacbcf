import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { InferenceError } from "@polyinfer/core";
import { checkKeys, mismatch, unexpected } from "../arguments.ts";
import type { Picture, PictureFormat } from "../picture/picture.ts";
import { loadSharp } from "./load-sharp.ts";

/** Options of {@link readPicture}. */
export interface ReadPictureOptions {
	/** Colour behind transparent pixels, as CSS writes it. Default: `"white"`. */
	readonly background?: string;
	/** Size of a drawing (SVG), in pixels an inch; 72 gives it as it says. Default: 72. */
	readonly density?: number;
}

/** A pipeline of the package sharp, by its shape: any version, any copy. */
export interface SharpPipeline {
	clone(): SharpPipeline;
	raw(options: { readonly depth: "uchar" }): SharpPipeline;
	toBuffer(options: { readonly resolveWithObject: true }): Promise<{
		readonly data: Uint8Array;
		readonly info: { readonly width: number; readonly height: number; readonly channels: number };
	}>;
}

/**
 * Reads a picture file (PNG, JPEG, WebP, GIF, AVIF, TIFF, SVG) as RGB of 8 bits, upright as its EXIF orientation says,
 * in sRGB. `source` is a path, a `file:` URL or the bytes of a file. Uses the package sharp.
 *
 * A pipeline of sharp, such as `sharp(path).resize(640)`, is carried out as it stands, once more at each call, and gives RGB,
 * RGBA or gray, whatever it ends with: nothing is turned or flattened that it does not turn or flatten. There is no copy
 * between sharp and the picture, and what sharp shrinks while it loads stays its own affair.
 *
 * Rejects with INVALID_ARGUMENT where there is no such file or it is not a whole picture, UNAVAILABLE without sharp.
 */
export async function readPicture(
	source: string | URL | Uint8Array | ArrayBuffer | SharpPipeline,
	options: ReadPictureOptions = {},
): Promise<Picture> {
	if (isPipeline(source)) {
		checkKeys("readPicture of a pipeline", options, []);
		return pictureOf("this pipeline", () => source.clone(), formats);
	}
	checkKeys("readPicture", options, ["background", "density"]);
	const { background = "white", density = 72 } = options;
	const name = typeof source === "string" || source instanceof URL ? `\`${source}\`` : "these bytes";
	const bytes = await bytesOf(source, name);
	const sharp = await loadSharp();
	const pipeline = () => sharp(bytes, { density }).rotate().flatten({ background }).toColourspace("srgb");
	return pictureOf(name, pipeline, { 3: "rgb" });
}

/** By channels. */
const formats: Readonly<Record<number, PictureFormat>> = { 1: "gray", 3: "rgb", 4: "rgba" };

async function pictureOf(
	name: string,
	pipeline: () => SharpPipeline,
	formats: Readonly<Record<number, PictureFormat>>,
): Promise<Picture> {
	try {
		const { data, info } = await pipeline().raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
		const { width, height, channels } = info;
		const format = formats[channels];
		if (format === undefined) throw mismatch(`${Object.keys(formats).join(", ")} channels`, String(channels));
		return {
			data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
			width,
			height,
			format,
			stride: width * channels,
		};
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new InferenceError("INVALID_ARGUMENT", `Expected a picture in ${name} but could not read one: ${reason}`, {
			cause,
		});
	}
}

function isPipeline(source: unknown): source is SharpPipeline {
	const { clone, raw, toBuffer } = (source ?? {}) as Partial<SharpPipeline>;
	return typeof clone === "function" && typeof raw === "function" && typeof toBuffer === "function";
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
