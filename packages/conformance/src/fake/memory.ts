import type { Tensor } from "@polyinfer/core";

/** True where runs use the tensor's memory without copying it: pooled and shared memory. */
export function isBorrowed(tensor: Tensor): boolean {
	const { data } = tensor;
	return tensor.pooled || (!Array.isArray(data) && data.buffer instanceof SharedArrayBuffer);
}

/** True where two tensors hold the same elements, bit for bit. */
export function sameBits(a: Tensor, b: Tensor): boolean {
	return a.data.length === b.data.length && (a.data as unknown[]).every((element, i) => Object.is(element, b.data[i]));
}
