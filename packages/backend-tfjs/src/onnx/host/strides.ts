import { elementCount } from "@polyinfer/core";
import { checkSize } from "../sizes.ts";

/** How far apart neighbours along each axis of a dense tensor are. */
export function stridesOf(shape: readonly number[]): number[] {
	const strides = new Array<number>(shape.length);
	let stride = 1;
	for (let axis = shape.length - 1; axis >= 0; axis--) {
		strides[axis] = stride;
		stride *= shape[axis] as number;
	}
	return strides;
}

/** Strides that read a tensor of `shape` as one of `target`, to which it broadcasts. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
	const strides = stridesOf(shape);
	const missing = target.length - shape.length;
	return target.map((_, axis) => (shape[axis - missing] === 1 ? 0 : (strides[axis - missing] ?? 0)));
}

/** For each element of `shape`, row by row, the place `start` plus its index along each axis times the stride. */
export function placesOf(shape: readonly number[], strides: readonly number[], start = 0): Int32Array {
	const places = new Int32Array(elementCount(checkSize(shape)));
	const index = new Array<number>(shape.length).fill(0);
	let place = start;
	for (let i = 0; i < places.length; i++) {
		places[i] = place;
		for (let axis = shape.length - 1; axis >= 0; axis--) {
			place += strides[axis] as number;
			if (++(index[axis] as number) < (shape[axis] as number)) break;
			place -= (strides[axis] as number) * (shape[axis] as number);
			index[axis] = 0;
		}
	}
	return places;
}
