import { DeviceTensor, formatType, shapeFits } from "@polyinfer/core";
import { mismatch } from "../arguments.ts";
import { viewPlannedPixels } from "../picture/any-picture-size.ts";
import { PICTURE_CHANNELS, type PictureSize } from "../picture/picture.ts";
import { MAX_PICTURE_BYTES, type PixelView } from "../picture/pixel-view.ts";
import { type AnyPicture, isYuv, type YuvPicture, type YuvSize } from "../picture/yuv-picture.ts";
import { chromaPlanes, type PlaneView, viewPlannedYuv } from "../picture/yuv-view.ts";
import type { CudaMemory } from "./cuda-device.ts";
import type { CudaOps } from "./cuda-ops.ts";
import { cudaMemory } from "./cuda-tensor.ts";

/**
 * What ops on CUDA take as a picture: one in CPU memory, of which the bytes are uploaded as they are, or a tensor of uint8 on
 * the device, which is read where it is: `[height, width, channels]` of whole pixels, `[1.5 * height, width]` of NV12 as
 * decoders give it, of even sizes.
 */
export type CudaPicture = AnyPicture | DeviceTensor;

/** Bytes of a picture that lie one behind the other in CPU memory, and where they begin on the device. */
interface Span {
	readonly data: Uint8Array;
	readonly first: number;
	readonly bytes: number;
	readonly at: number;
}

/** Where a picture lies, from the first byte of its memory: as `Picture` of `to-tensor/kernel.cu`. */
export interface PictureBytes {
	/** Where it is on the device already. */
	readonly memory?: CudaMemory;
	/** What is to be uploaded, and how many bytes of memory that takes. */
	readonly spans: readonly Span[];
	readonly bytes: number;
	/** Where pixel (0, 0) is, or the first samples of Y, U and V. */
	readonly planes: readonly number[];
	readonly rowSteps: readonly number[];
	readonly pixelStep: number;
	readonly channelStep: number;
}

/** Pictures and planes begin where vectors may. */
export const PICTURE_ALIGNMENT = 16;

/** Rows of a plane that are read: from the first up to, but not with, the end. */
export type RowRange = readonly [begin: number, end: number];

/**
 * Checks a picture and tells where its bytes lie. Of one in CPU memory only `rows` are uploaded: those of whole pixels, or of
 * brightness and of colour. Throws INVALID_ARGUMENT for another size or format than planned.
 */
export function pictureBytes(
	ops: CudaOps,
	source: PictureSize | Required<YuvSize>,
	rows: readonly RowRange[],
	picture: CudaPicture,
): PictureBytes {
	if (picture instanceof DeviceTensor) return tensorBytes(ops, source, picture);
	const [first, second = first] = rows as [RowRange, RowRange?];
	if (isYuv(source)) return yuvBytes(source, first, second, picture as YuvPicture);
	return pixelBytes(viewPlannedPixels(source, picture), first);
}

function tensorBytes(ops: CudaOps, source: PictureSize | Required<YuvSize>, tensor: DeviceTensor): PictureBytes {
	const memory = cudaMemory(ops, "as a picture", tensor);
	const { width, height, format } = source;
	if (tensor.size > MAX_PICTURE_BYTES)
		throw mismatch(`a picture of at most ${MAX_PICTURE_BYTES} bytes`, `one of ${tensor.size}`);
	const isEven = width % 2 === 0 && height % 2 === 0;
	if (isYuv(source) && (format !== "nv12" || !isEven))
		throw mismatch(
			"nv12 of even width and height, or a picture in CPU memory",
			`${width}x${height} ${format} on \`cuda\``,
		);
	const shape = isYuv(source) ? [1.5 * height, width] : [height, width, PICTURE_CHANNELS[source.format]];
	if (tensor.dtype !== "uint8" || !shapeFits(tensor.shape, shape))
		throw mismatch(`uint8 [${shape}] as a picture`, formatType(tensor.dtype, tensor.shape));
	const place = { memory, spans: [], bytes: 0 };
	if (isYuv(source)) {
		const chroma = width * height;
		const rowSteps = [width, width, width];
		return { ...place, planes: [0, chroma, chroma + 1], rowSteps, pixelStep: 2, channelStep: 0 };
	}
	const channels = PICTURE_CHANNELS[source.format];
	return { ...place, planes: [0], rowSteps: [width * channels], pixelStep: channels, channelStep: 1 };
}

function pixelBytes(view: PixelView, rows: RowRange): PictureBytes {
	const { offset, height, rowStep, pixelStep, channelStep } = view;
	const whole = pixelSpan(view, [0, height]);
	const span = pixelSpan(view, rows);
	const spans = [{ ...span, at: span.first - whole.first }];
	return { spans, bytes: whole.bytes, planes: [offset - whole.first], rowSteps: [rowStep], pixelStep, channelStep };
}

/** The bytes of some rows, whatever the signs of the steps. */
function pixelSpan(view: PixelView, [begin, end]: RowRange): Omit<Span, "at"> {
	const { data, offset, width, rowStep, pixelStep, channelStep, format } = view;
	const start = offset + begin * rowStep;
	const channels = PICTURE_CHANNELS[format];
	const reaches = [rowStep * (end - 1 - begin), pixelStep * (width - 1), channelStep * (channels - 1)];
	const first = start + reaches.reduce((sum, reach) => sum + Math.min(reach, 0), 0);
	const last = start + reaches.reduce((sum, reach) => sum + Math.max(reach, 0), 0);
	return { data, first, bytes: last + 1 - first };
}

function yuvBytes(
	source: Required<YuvSize>,
	lumaRows: RowRange,
	chromaRows: RowRange,
	picture: YuvPicture,
): PictureBytes {
	const view = viewPlannedYuv(source, picture);
	const [across, down] = [Math.ceil(source.width / 2), Math.ceil(source.height / 2)];
	const { u, v, step } = chromaPlanes(view);
	const luma = view.planes[0] as PlaneView;
	const spans: Span[] = [];
	let bytes = 0;
	const add = ({ data, offset, stride }: PlaneView, row: number, height: number, [begin, end]: RowRange): number => {
		const at = bytes;
		const skipped = stride * begin;
		spans.push({ data, first: offset + skipped, bytes: stride * (end - 1 - begin) + row, at: at + skipped });
		bytes = Math.ceil((at + stride * (height - 1) + row) / PICTURE_ALIGNMENT) * PICTURE_ALIGNMENT;
		return at;
	};
	const atY = add(luma, source.width, source.height, lumaRows);
	const atU = add(u, step * across, down, chromaRows);
	const atV = step === 2 ? atU + 1 : add(v, across, down, chromaRows);
	const rowSteps = [luma.stride, u.stride, v.stride];
	return { spans, bytes, planes: [atY, atU, atV], rowSteps, pixelStep: step, channelStep: 0 };
}

/** Queues the upload of a picture to `at` of `memory`. */
export function uploadPicture(ops: CudaOps, memory: CudaMemory, { spans }: PictureBytes, at: number): void {
	for (const { data, first, bytes, at: from } of spans)
		ops.stream.upload(memory, at + from, data.subarray(first, first + bytes));
}
