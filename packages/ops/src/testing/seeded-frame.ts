import type { YuvFormat, YuvPicture, YuvPlane } from "../picture/yuv-picture.ts";
import { seededBytes } from "./seeded-picture.ts";

/** A frame without gaps, its planes one behind the other, of the bytes that `seededPicture` takes. */
export function seededFrame(seed: number, width: number, height: number, format: YuvFormat = "nv12"): YuvPicture {
	const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
	return { data: seededBytes(seed, width * height + 2 * across * down), width, height, format };
}

/** The same frame with `gap` other bytes behind each row, each plane in an array of its own or all in one, `gap` apart. */
export function framePlanes(frame: YuvPicture, gap: number, apart: boolean): YuvPicture {
	const { width, height, format, data = new Uint8Array(0), ...rest } = frame;
	const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
	const chroma = { bytes: format === "nv12" ? 2 * across : across, rows: down };
	const sizes = [{ bytes: width, rows: height }, chroma, ...(format === "nv12" ? [] : [chroma])];
	const all = seededBytes(
		3,
		sizes.reduce((sum, { bytes, rows }) => sum + (bytes + gap) * rows + gap, 0),
	);
	let from = 0;
	let at = gap;
	const planes = sizes.map(({ bytes, rows }): YuvPlane => {
		const stride = bytes + gap;
		for (let y = 0; y < rows; y++) all.set(data.subarray(from + y * bytes, from + (y + 1) * bytes), at + y * stride);
		const plane = apart ? { data: all.slice(at, at + (rows - 1) * stride + bytes), stride } : { offset: at, stride };
		from += bytes * rows;
		at += stride * rows;
		return plane;
	});
	return { ...rest, width, height, format, planes, ...(apart ? {} : { data: all }) };
}
