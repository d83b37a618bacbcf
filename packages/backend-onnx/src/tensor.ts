import { DTYPES, Tensor, type TensorData } from "@polyinfer/core";
import type { WireTensor } from "./javascript/protocol.ts";

/** A tensor of the same content in a buffer of its own, which can be transferred. */
export function copyToWire(tensor: Tensor): WireTensor {
	const { dtype, data, shape } = tensor;
	if (Array.isArray(data)) return { dtype, data: [...data], shape };
	const Container = DTYPES[dtype].array as new (length: number) => Uint8Array;
	const copy = new Container(data.length);
	copy.set(data as unknown as Uint8Array);
	return { dtype, data: copy as unknown as TensorData, shape };
}

/** The tensor that came, over the memory that it came in. */
export function fromWire({ dtype, data, shape }: WireTensor): Tensor {
	return new Tensor(dtype, data, shape);
}
