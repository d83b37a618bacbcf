import { DeviceTensor, formatType, shapeFits } from "@polyinfer/core";
import { mismatch, unexpected } from "../arguments.ts";
import { viewPlannedPixels } from "../picture/any-picture-size.ts";
import { PICTURE_CHANNELS, type PictureSize } from "../picture/picture.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import { type AnyPicture, type AnyPictureSize, isYuv, type YuvPicture, type YuvSize } from "../picture/yuv-picture.ts";
import { chromaPlanes, type PlaneView, viewPlannedYuv } from "../picture/yuv-view.ts";
import { BUFFER_USAGE } from "./buffer-usage.ts";
import type { Gpu } from "./gpu.ts";
import { gpuBuffer } from "./gpu-tensor.ts";

/** Pictures that the browser holds. Their colours are taken in sRGB, alpha not premultiplied. */
export type BrowserPicture =
	| ImageBitmap
	| HTMLImageElement
	| HTMLCanvasElement
	| OffscreenCanvas
	| HTMLVideoElement
	| VideoFrame;

/**
 * What ops on the GPU take as a picture. A {@link BrowserPicture} where the plan's `source` is `"rgba"`; a tensor of pixels on the
 * GPU, uint8 `[height, width, channels]`, is read where it is.
 */
export type GpuPicture = AnyPicture | BrowserPicture | DeviceTensor;

/** Bits of `GPUTextureUsage`: copied to, read by shaders, drawn to. */
const TEXTURE_USAGE = 0x2 | 0x4 | 0x10;

/** Where a picture lies on the GPU, and how the kernel's `load` finds it. */
export interface UploadedPicture {
	readonly kind: "pixels" | "yuv" | "texture";
	readonly resource: GPUBindingResource;
	/** Words 1 to 11 of `call`. */
	readonly call: readonly number[];
}

/** Brings pictures of one planned size to the GPU, into memory that is used again each time. */
export class PictureUpload {
	readonly #gpu: Gpu;
	readonly #source: PictureSize | Required<YuvSize>;
	#buffer: GPUBuffer | undefined;
	#texture: GPUTexture | undefined;
	#view: GPUTextureView | undefined;
	#canvas: OffscreenCanvas | undefined;

	constructor(gpu: Gpu, source: PictureSize | Required<YuvSize>) {
		this.#gpu = gpu;
		this.#source = source;
	}

	/** Throws INVALID_ARGUMENT for another size or format than planned. */
	upload(picture: GpuPicture): UploadedPicture {
		const source = this.#source;
		if (picture instanceof DeviceTensor) return this.#bindTensor(picture, source);
		if (isBrowserPicture(picture)) return this.#copyTexture(picture, source);
		if (isYuv(source)) return this.#writeYuv(source, picture as YuvPicture);
		return this.#writePixels(viewPlannedPixels(source, picture));
	}

	dispose(): void {
		this.#buffer?.destroy();
		this.#texture?.destroy();
	}

	#bindTensor(tensor: DeviceTensor, { width, height, format }: AnyPictureSize): UploadedPicture {
		const buffer = gpuBuffer(this.#gpu, "as a picture", tensor);
		if (format === "nv12" || format === "i420") throw mismatch(`a picture of ${format} as planned`, tensor.toString());
		const channels = PICTURE_CHANNELS[format];
		const shape = [height, width, channels];
		if (tensor.dtype !== "uint8" || !shapeFits(tensor.shape, shape))
			throw mismatch(`uint8 [${shape}] as a picture`, formatType(tensor.dtype, tensor.shape));
		return { kind: "pixels", resource: { buffer }, call: [0, 0, 0, width * channels, channels, 1] };
	}

	#writePixels({ data, offset, width, height, rowStep, pixelStep, channelStep, format }: PixelView): UploadedPicture {
		const channels = PICTURE_CHANNELS[format];
		const reaches = [rowStep * (height - 1), pixelStep * (width - 1), channelStep * (channels - 1)];
		const first = offset + reaches.reduce((sum, reach) => sum + Math.min(reach, 0), 0);
		const last = offset + reaches.reduce((sum, reach) => sum + Math.max(reach, 0), 0);
		const [resource, [at]] = this.#write([{ data, first, bytes: last + 1 - first }]);
		return { kind: "pixels", resource, call: [(at as number) + offset - first, 0, 0, rowStep, pixelStep, channelStep] };
	}

	#writeYuv(source: Required<YuvSize>, picture: YuvPicture): UploadedPicture {
		const view = viewPlannedYuv(source, picture);
		const { width, height } = source;
		const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
		const { u, v, step } = chromaPlanes(view);
		const span = ({ data, offset, stride }: PlaneView, bytes: number, rows: number) => ({
			data,
			first: offset,
			bytes: stride * (rows - 1) + bytes,
		});
		const luma = view.planes[0] as PlaneView;
		const chroma = step === 2 ? [span(u, 2 * across, down)] : [span(u, across, down), span(v, across, down)];
		const [resource, [y, atU, atV]] = this.#write([span(luma, width, height), ...chroma]);
		const [uAt, vAt] = [atU as number, atV ?? (atU as number) + 1];
		return { kind: "yuv", resource, call: [y as number, luma.stride, 0, uAt, u.stride, vAt, v.stride, step] };
	}

	/** Writes spans of bytes one behind the other; gives where they begin. */
	#write(spans: readonly { data: Uint8Array; first: number; bytes: number }[]): [GPUBindingResource, number[]] {
		const places: number[] = [];
		// A word more, which shaders may read behind the last pixel.
		let length = 4;
		for (const { bytes } of spans) {
			places.push(length - 4);
			length += Math.ceil(bytes / 4) * 4;
		}
		if (this.#buffer === undefined || this.#buffer.size < length) {
			this.#buffer?.destroy();
			this.#buffer = this.#gpu.buffer("picture", length, BUFFER_USAGE.storage | BUFFER_USAGE.copyDestination);
		}
		const { queue } = this.#gpu.device;
		for (const [i, { data, first, bytes }] of spans.entries()) {
			const at = places[i] as number;
			const whole = bytes & ~3;
			if (whole > 0) queue.writeBuffer(this.#buffer, at, data as Uint8Array<ArrayBuffer>, first, whole);
			if (whole === bytes) continue;
			const rest = new Uint8Array(4);
			rest.set(data.subarray(first + whole, first + bytes));
			queue.writeBuffer(this.#buffer, at + whole, rest);
		}
		return [{ buffer: this.#buffer }, places];
	}

	#copyTexture(picture: BrowserPicture, source: AnyPictureSize): UploadedPicture {
		const [width, height] = browserSize(picture);
		if (source.format !== "rgba" || width !== source.width || height !== source.height)
			throw mismatch(
				`a picture of ${source.width}x${source.height} ${source.format} as planned`,
				`${width}x${height} rgba`,
			);
		const size = { width, height };
		if (this.#texture === undefined) {
			const most = this.#gpu.device.limits.maxTextureDimension2D;
			if (width > most || height > most)
				throw mismatch(`sides of at most ${most}, the device's \`maxTextureDimension2D\`,`, `${width}x${height}`);
			const label = "polyinfer picture";
			this.#texture = this.#gpu.device.createTexture({ label, size, format: "rgba8unorm", usage: TEXTURE_USAGE });
			this.#view = this.#texture.createView();
		}
		const copy = (from: BrowserPicture): void =>
			this.#gpu.device.queue.copyExternalImageToTexture(
				{ source: from },
				{ texture: this.#texture as GPUTexture },
				size,
			);
		try {
			copy(picture);
		} catch (cause) {
			const { name, message } = cause as Error;
			// Browsers that cannot hand a video's frame to WebGPU can draw it.
			if (name === "OperationError" && isVideo(picture)) copy(this.#drawn(picture, width, height));
			else throw unexpected(`a picture that can be read (${message})`, picture);
		}
		return { kind: "texture", resource: this.#view as GPUTextureView, call: [] };
	}

	#drawn(picture: HTMLVideoElement | VideoFrame, width: number, height: number): OffscreenCanvas {
		this.#canvas ??= new OffscreenCanvas(width, height);
		this.#canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
		return this.#canvas;
	}
}

function isVideo(picture: BrowserPicture): picture is HTMLVideoElement | VideoFrame {
	return "displayWidth" in picture || "videoWidth" in picture;
}

/** Told by shape and class name: none of the classes is there in Node, and some not in workers. */
function isBrowserPicture(picture: GpuPicture): picture is BrowserPicture {
	if (typeof picture !== "object" || picture === null || "data" in picture || "planes" in picture) return false;
	return /^(ImageBitmap|HTML(Image|Canvas|Video)Element|OffscreenCanvas|VideoFrame)$/.test(
		Object.prototype.toString.call(picture).slice(8, -1),
	);
}

function browserSize(picture: BrowserPicture): [width: number, height: number] {
	if ("displayWidth" in picture) return [picture.displayWidth, picture.displayHeight];
	if ("videoWidth" in picture) return [picture.videoWidth, picture.videoHeight];
	if ("naturalWidth" in picture) return [picture.naturalWidth, picture.naturalHeight];
	return [picture.width, picture.height];
}
