import { DTYPES, Tensor, type TensorData, type TensorLike } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { unexpected } from "../arguments.ts";
import type { TensorFormat } from "./tensor-options.ts";
import { writableBatch, writableTensor } from "./writable-tensor.ts";

/** Which picture of a batch is written. */
export interface BatchSlot {
	/** From 0 on. Default: the tensor holds one picture. */
	readonly slot?: number;
}

/** Writes pixels into a tensor of one picture, `[1, C, height, width]` or `[1, height, width, C]`. */
export class TensorTarget {
	readonly format: TensorFormat;
	readonly width: number;
	readonly height: number;
	readonly shape: readonly number[];
	/** Elements from one channel of a pixel to the next, from one pixel to the next, from one row to the next. */
	readonly channelStep: number;
	readonly pixelStep: number;
	readonly rowStep: number;
	readonly #elements: number;
	/** The batch that was written into last, and its parts, so that a run makes no new view. */
	#batch: TensorData | undefined;
	readonly #parts: (TensorData | undefined)[] = [];

	constructor(format: TensorFormat, width: number, height: number) {
		const channels = format.channels.length;
		const planar = format.layout === "nchw";
		this.format = format;
		this.width = width;
		this.height = height;
		this.shape = planar ? [1, channels, height, width] : [1, height, width, channels];
		this.channelStep = planar ? width * height : 1;
		this.pixelStep = planar ? 1 : channels;
		this.rowStep = width * this.pixelStep;
		this.#elements = width * height * channels;
	}

	/** Size of the tensor's data. */
	get bytes(): number {
		return this.#elements * DTYPES[this.format.dtype].bytes;
	}

	/**
	 * `output`, if it fits, else a new tensor. With a slot, `output` is a batch, `[N, ...]`, which has that slot.
	 * Throws INVALID_ARGUMENT.
	 */
	tensor(output: Tensor | TensorLike | undefined, into?: BatchSlot): Tensor {
		const { dtype } = this.format;
		const slot = into?.slot;
		if (slot !== undefined) return writableBatch(output, dtype, this.shape, slot);
		if (output !== undefined) return writableTensor(output, dtype, this.shape);
		const data = allocate(() => new DTYPES[dtype].array(this.#elements));
		return new Tensor(dtype, data, this.shape);
	}

	/** The part of a tensor's data that a picture is written into. */
	part(data: TensorData, into?: BatchSlot): TensorData {
		const slot = into?.slot;
		const elements = this.#elements;
		if (slot === undefined || data.length === elements) return data;
		if (this.#batch !== data) {
			this.#batch = data;
			this.#parts.length = 0;
		}
		let part = this.#parts[slot];
		// Again where the batch was detached since, or moved.
		if (part === undefined || part.length !== elements) {
			if (data.length < (slot + 1) * elements) throw unexpected(`a batch with slot ${slot}`, `${data.length} elements`);
			part = (data as Uint8Array).subarray(slot * elements, (slot + 1) * elements);
			this.#parts[slot] = part;
		}
		return part;
	}

	/**
	 * Writes `count` pixels at (x, y) through the tables of levels. Channel c of pixel i is
	 * `pixels[offsets[c] + base + i * step]`.
	 */
	writeRow(
		data: Tensor["data"],
		x: number,
		y: number,
		pixels: Uint8Array,
		base: number,
		step: number,
		offsets: readonly number[],
		count: number,
	): void {
		const start = y * this.rowStep + x * this.pixelStep;
		if (this.format.dtype === "float32" && offsets.length === 3) {
			const levels = this.format.levels as readonly Float32Array[];
			const array = data as Float32Array;
			writeThree(array, start, this.channelStep, this.pixelStep, pixels, base, step, offsets, levels, count);
			return;
		}
		for (let c = 0; c < offsets.length; c++) {
			const from = base + (offsets[c] as number);
			const to = start + c * this.channelStep;
			if (this.format.dtype === "float32")
				writeFloats(
					data as Float32Array,
					to,
					this.pixelStep,
					pixels,
					from,
					step,
					this.format.levels[c] as Float32Array,
					count,
				);
			else if (this.format.numbers === "as-they-are" || this.format.numbers === undefined)
				writeBytes(data as Uint8Array, to, this.pixelStep, pixels, from, step, count);
			else
				writeLevels(
					data as Uint8Array,
					to,
					this.pixelStep,
					pixels,
					from,
					step,
					this.format.levels[c] as Uint8Array,
					count,
				);
		}
	}

	/** Fills `width` x `height` pixels at (x, y) with one value a channel. */
	fill(data: Tensor["data"], x: number, y: number, width: number, height: number, values: readonly number[]): void {
		const array = data as Float32Array;
		for (let row = y; row < y + height; row++) {
			const start = row * this.rowStep + x * this.pixelStep;
			for (let c = 0; c < values.length; c++) {
				const value = values[c] as number;
				const from = start + c * this.channelStep;
				if (this.pixelStep === 1) array.fill(value, from, from + width);
				else for (let i = 0, o = from; i < width; i++, o += this.pixelStep) array[o] = value;
			}
		}
	}
}

function writeThree(
	data: Float32Array,
	to: number,
	toChannelStep: number,
	toStep: number,
	pixels: Uint8Array,
	from: number,
	fromStep: number,
	offsets: readonly number[],
	levels: readonly Float32Array[],
	count: number,
): void {
	const [levels0, levels1, levels2] = levels as [Float32Array, Float32Array, Float32Array];
	const [c0, c1, c2] = offsets as [number, number, number];
	const to1 = toChannelStep | 0;
	const to2 = (2 * toChannelStep) | 0;
	for (let i = 0, o = to, p = from; i < count; i++, o = (o + toStep) | 0, p = (p + fromStep) | 0) {
		data[o] = levels0[pixels[(p + c0) | 0] as number] as number;
		data[(o + to1) | 0] = levels1[pixels[(p + c1) | 0] as number] as number;
		data[(o + to2) | 0] = levels2[pixels[(p + c2) | 0] as number] as number;
	}
}

function writeFloats(
	data: Float32Array,
	to: number,
	toStep: number,
	pixels: Uint8Array,
	from: number,
	fromStep: number,
	levels: Float32Array,
	count: number,
): void {
	for (let i = 0, o = to, p = from; i < count; i++, o += toStep, p += fromStep)
		data[o] = levels[pixels[p] as number] as number;
}

/** Elements of 8 or 16 bits. */
function writeLevels(
	data: Uint8Array | Int8Array | Uint16Array,
	to: number,
	toStep: number,
	pixels: Uint8Array,
	from: number,
	fromStep: number,
	levels: Uint8Array | Int8Array | Uint16Array,
	count: number,
): void {
	for (let i = 0, o = to, p = from; i < count; i++, o += toStep, p += fromStep)
		data[o] = levels[pixels[p] as number] as number;
}

function writeBytes(
	data: Uint8Array,
	to: number,
	toStep: number,
	pixels: Uint8Array,
	from: number,
	fromStep: number,
	count: number,
): void {
	for (let i = 0, o = to, p = from; i < count; i++, o += toStep, p += fromStep) data[o] = pixels[p] as number;
}
