import { InferenceError } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { mismatch, unexpected } from "../arguments.ts";
import type { Picture, PictureFormat } from "./picture.ts";
import type { YuvFormat, YuvMatrix, YuvPicture, YuvRange } from "./yuv-picture.ts";

/** A `VideoFrame` of WebCodecs, by its shape. */
export interface VideoFrameLike {
	/** `null`: one that is closed, or in a form that only the browser knows. */
	readonly format: string | null;
	readonly visibleRect: { readonly width: number; readonly height: number } | null;
	readonly colorSpace: { readonly matrix: string | null; readonly fullRange: boolean | null };
	allocationSize(options?: { readonly format?: "RGBA" }): number;
	copyTo(
		destination: Uint8Array<ArrayBuffer>,
		options?: { readonly format?: "RGBA" },
	): Promise<readonly { readonly offset: number; readonly stride: number }[]>;
}

/** Formats that ops take as they are. I420A loses its alpha; the fourth byte of RGBX and BGRX means nothing. */
const formats: Readonly<Record<string, YuvFormat | PictureFormat>> = {
	NV12: "nv12",
	I420: "i420",
	I420A: "i420",
	RGBA: "rgba",
	RGBX: "rgba",
	BGRA: "bgra",
	BGRX: "bgra",
};

const matrices: Readonly<Record<string, YuvMatrix>> = {
	bt709: "bt709",
	bt470bg: "bt601",
	smpte170m: "bt601",
	"bt2020-ncl": "bt2020",
};

/**
 * The visible pixels of a `VideoFrame` as a picture in the frame's own format, `nv12`, `i420`, `rgba` or `bgra`; other formats
 * are converted to `rgba` by the browser. `matrix` and `range` are the frame's; where it names none, those of `YuvPicture`.
 *
 * Copied into `buffer` where one is given, which the picture then borrows: use it again when the picture is no longer needed.
 * The frame stays open: whoever made it calls `close`. Rejects with INVALID_ARGUMENT for a closed frame and a short buffer,
 * UNSUPPORTED where the browser cannot convert the format.
 */
export async function readVideoFrame(
	frame: VideoFrameLike,
	buffer?: Uint8Array<ArrayBuffer>,
): Promise<Picture | YuvPicture> {
	const rect = typeof frame === "object" && frame !== null ? frame.visibleRect : undefined;
	if (rect === undefined) throw unexpected("a VideoFrame", frame);
	if (rect === null) throw mismatch("an open VideoFrame", "one that was closed");
	const format = formats[frame.format ?? ""];
	const options = format === undefined ? { format: "RGBA" as const } : {};
	const { data, layout } = await copyPixels(frame, buffer, options);
	const { width, height } = rect;
	if (format !== "nv12" && format !== "i420") {
		const { offset, stride } = layout[0] as { offset: number; stride: number };
		return { data: data.subarray(offset), width, height, format: format ?? "rgba", stride };
	}
	const planes = layout.slice(0, format === "nv12" ? 2 : 3).map(({ offset, stride }) => ({ offset, stride }));
	return { data, width, height, format, planes, ...colorsOf(frame) };
}

async function copyPixels(
	frame: VideoFrameLike,
	buffer: Uint8Array<ArrayBuffer> | undefined,
	options: { readonly format?: "RGBA" },
): Promise<{ data: Uint8Array<ArrayBuffer>; layout: Awaited<ReturnType<VideoFrameLike["copyTo"]>> }> {
	if (buffer !== undefined && !(buffer instanceof Uint8Array)) throw unexpected("a Uint8Array to copy into", buffer);
	try {
		const bytes = frame.allocationSize(options);
		const data = buffer ?? allocate(() => new Uint8Array(bytes));
		if (data.length < bytes) throw unexpected(`a buffer of at least ${bytes} bytes`, data.length);
		return { data, layout: await frame.copyTo(data, options) };
	} catch (cause) {
		if (cause instanceof InferenceError) throw cause;
		const { name, message } = cause as Error;
		const code = name === "NotSupportedError" ? "UNSUPPORTED" : "INVALID_ARGUMENT";
		throw new InferenceError(code, `A VideoFrame of format ${frame.format} could not be copied: ${message}`, { cause });
	}
}

function colorsOf({ colorSpace }: VideoFrameLike): { matrix?: YuvMatrix; range?: YuvRange } {
	const matrix = matrices[colorSpace.matrix ?? ""];
	const { fullRange } = colorSpace;
	return {
		...(matrix === undefined ? {} : { matrix }),
		...(typeof fullRange === "boolean" ? { range: fullRange ? "full" : "limited" } : {}),
	};
}
