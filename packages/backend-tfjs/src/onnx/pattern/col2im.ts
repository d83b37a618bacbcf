import { InferenceError } from "@polyinfer/core";
import { stridesOf } from "../host/strides.ts";
import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import { checkSize } from "../sizes.ts";

/** The window that blocks were taken with, an entry for each axis of the picture; pads: those before, then those after. */
export interface BlockWindow {
	readonly block: readonly number[];
	readonly dilations: readonly number[];
	readonly pads: readonly number[];
	readonly strides: readonly number[];
}

/** ONNX's Col2Im: blocks, [n, channels * block, places], summed up to a picture, [n, channels, ...picture]. */
export function col2im(x: HostTensor, picture: readonly number[], window: BlockWindow): HostTensor {
	const { block, dilations, pads, strides } = window;
	const [batch = 1, rows = 1, places = 1] = x.shape;
	const taps = product(block);
	const counts = picture.map((size, axis) => {
		const padded = size + (pads[axis] as number) + (pads[axis + picture.length] as number);
		const reach = (dilations[axis] as number) * ((block[axis] as number) - 1) + 1;
		return Math.floor((padded - reach) / (strides[axis] as number)) + 1;
	});
	if (product(counts) !== places)
		throw new InferenceError("INVALID_ARGUMENT", `Expected ${product(counts)} blocks but received ${places}.`);
	const shape = checkSize([batch, rows / taps, ...picture]);
	const [blockStrides, countStrides, pictureStrides] = [block, counts, picture].map(stridesOf) as [
		number[],
		number[],
		number[],
	];
	const size = product(picture);
	const data = newHostArray(x.dtype, product(shape)) as Float32Array;
	for (let i = 0; i < x.data.length; i++) {
		const place = i % places;
		const row = Math.floor(i / places);
		const tap = row % taps;
		let to = Math.floor(row / taps) * size;
		const isInside = picture.every((length, axis) => {
			const k = Math.floor(tap / (blockStrides[axis] as number)) % (block[axis] as number);
			const p = Math.floor(place / (countStrides[axis] as number)) % (counts[axis] as number);
			const at = p * (strides[axis] as number) + k * (dilations[axis] as number) - (pads[axis] as number);
			to += at * (pictureStrides[axis] as number);
			return at >= 0 && at < length;
		});
		if (isInside) data[to] = (data[to] as number) + (x.data[i] as number);
	}
	return { dtype: x.dtype, shape, data };
}
