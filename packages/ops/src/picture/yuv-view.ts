import { checkInteger, checkWord, mismatch, unexpected } from "../arguments.ts";
import type { Picture } from "./picture.ts";
import { MAX_PICTURE_BYTES, plainBytes } from "./pixel-view.ts";
import { isYuv, type YuvFormat, type YuvPicture, type YuvPlane, type YuvSize } from "./yuv-picture.ts";

/** A plane of which every row lies inside `data`. */
export interface PlaneView {
	readonly data: Uint8Array;
	readonly offset: number;
	readonly stride: number;
}

/** Any YUV picture, as the loops read it. `planes`: Y and UV of NV12, Y, U and V of I420. */
export interface YuvView extends Required<YuvSize> {
	readonly planes: readonly PlaneView[];
}

/** The brightness of a picture as a gray one, sharing its memory. */
export function lumaPicture({ width, height, planes }: YuvView): Picture {
	const { data, offset, stride } = planes[0] as PlaneView;
	return { data: data.subarray(offset), width, height, format: "gray", stride };
}

/** A checked size with its defaults. Throws INVALID_ARGUMENT. */
export function yuvSize(size: YuvSize): Required<YuvSize> {
	const { width, height, format, matrix = "bt601", range = "limited" } = size;
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	checkWord("matrix", matrix, ["bt601", "bt709", "bt2020"]);
	checkWord("range", range, ["limited", "full"]);
	return { width, height, format, matrix, range };
}

/** Checks a YUV picture once and gives it the form that all loops read. Throws INVALID_ARGUMENT. */
export function viewYuv(picture: YuvPicture): YuvView {
	if (typeof picture !== "object" || picture === null || !isYuv(picture))
		throw unexpected("a nv12 or i420 picture", picture);
	const size = yuvSize(picture);
	const rows = planeRows(size);
	const planes = planesOf(picture, rows);
	if (planes.length !== rows.length)
		throw unexpected(`${rows.length} planes of a ${size.format} picture`, planes.length);
	return { ...size, planes: rows.map((row, i) => viewPlane(`plane ${i}`, picture, planes[i] as YuvPlane, row)) };
}

/** Where the samples of U and V begin, and bytes from one to the next. */
export function chromaPlanes(view: YuvView): { readonly u: PlaneView; readonly v: PlaneView; readonly step: 1 | 2 } {
	const [, first, second] = view.planes as [PlaneView, PlaneView, PlaneView | undefined];
	if (second !== undefined) return { u: first, v: second, step: 1 };
	return { u: first, v: { ...first, offset: first.offset + 1 }, step: 2 };
}

/** {@link viewYuv} where a plan was made for `planned`. Throws INVALID_ARGUMENT for another size, format, matrix or range. */
export function viewPlannedYuv(planned: Required<YuvSize>, picture: YuvPicture): YuvView {
	const view = viewYuv(picture);
	const keys = ["width", "height", "format", "matrix", "range"] as const;
	if (keys.some((key) => view[key] !== planned[key]))
		throw mismatch(`a picture of ${describe(planned)} as planned`, describe(view));
	return view;
}

function describe({ width, height, format, matrix, range }: Required<YuvSize>): string {
	return `${width}x${height} ${format} (${matrix}, ${range} range)`;
}

/** Bytes of a row, and rows, of one plane. */
interface PlaneRows {
	readonly bytes: number;
	readonly count: number;
}

function planeRows({ width, height, format }: { width: number; height: number; format: YuvFormat }): PlaneRows[] {
	const across = Math.ceil(width / 2);
	const luma = { bytes: width, count: height };
	const count = Math.ceil(height / 2);
	if (format === "nv12") return [luma, { bytes: 2 * across, count }];
	return [luma, { bytes: across, count }, { bytes: across, count }];
}

/** The planes that were given, or those that follow each other in `data`. */
function planesOf({ format, planes, stride, data }: YuvPicture, rows: readonly PlaneRows[]): readonly YuvPlane[] {
	if (planes !== undefined) {
		if (!Array.isArray(planes)) throw unexpected("an array as `planes` of a picture", planes);
		if (stride !== undefined) throw mismatch("a stride in each plane", "one beside `planes`");
		return planes;
	}
	if (data === undefined) throw mismatch(`\`data\` or \`planes\` of a ${format} picture`, "neither");
	const luma = stride ?? (rows[0] as PlaneRows).bytes;
	let offset = 0;
	return rows.map(({ count }, i) => {
		const step = i === 0 ? luma : format === "nv12" ? 2 * Math.ceil(luma / 2) : Math.ceil(luma / 2);
		const plane = { offset, stride: step };
		offset += step * count;
		return plane;
	});
}

function viewPlane(name: string, picture: YuvPicture, plane: YuvPlane, rows: PlaneRows): PlaneView {
	if (typeof plane !== "object" || plane === null) throw unexpected(`an object as ${name}`, plane);
	const { data = picture.data, offset = 0, stride = rows.bytes } = plane;
	if (!(data instanceof Uint8Array) && !(data instanceof Uint8ClampedArray))
		throw unexpected(`a Uint8Array as \`data\` of ${name}`, data);
	if (!Number.isSafeInteger(stride) || stride < rows.bytes)
		throw unexpected(`a stride of at least ${rows.bytes} bytes for ${name}`, stride);
	if (!Number.isSafeInteger(offset) || offset < 0) throw unexpected(`an offset of 0 and above for ${name}`, offset);
	const needed = offset + (rows.count - 1) * stride + rows.bytes;
	if (needed > MAX_PICTURE_BYTES) throw mismatch(`a picture of at most ${MAX_PICTURE_BYTES} bytes`, `one of ${needed}`);
	if (data.length < needed)
		throw unexpected(
			`at least ${needed} bytes for ${name} of ${picture.width}x${picture.height} ${picture.format}`,
			data.length,
		);
	return { data: plainBytes(data), offset, stride };
}
