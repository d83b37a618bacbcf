import { type HostArray, type HostTensor, newHostArray } from "../host-tensor.ts";
import { placesOf } from "./strides.ts";

/** The elements of `data` at `places`. */
export function take({ dtype, data }: HostTensor, places: Int32Array): HostArray {
	const taken = newHostArray(dtype, places.length);
	for (let i = 0; i < places.length; i++) taken[i] = data[places[i] as number] as number;
	return taken;
}

/** The elements of `tensor` read as `shape` with these strides, from `start` on. */
export function takeStrided(
	tensor: HostTensor,
	shape: readonly number[],
	strides: readonly number[],
	start = 0,
): HostArray {
	return take(tensor, placesOf(shape, strides, start));
}
