import { type DType, elementCount } from "@polyinfer/core";
import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { broadcastShapes } from "../sizes.ts";
import { broadcastStrides, placesOf } from "./strides.ts";

/** An element of a {@link HostTensor}. */
export type Element = number & bigint & string;

/** `combine` of the elements of two tensors that broadcast to one of `dtype`. */
export function broadcast(
	dtype: DType,
	a: HostTensor,
	b: HostTensor,
	combine: (a: Element, b: Element) => number | bigint | string | boolean,
): HostTensor {
	const shape = broadcastShapes(a.shape, b.shape);
	const [atA, atB] = [a, b].map((tensor) => placesOf(shape, broadcastStrides(tensor.shape, shape))) as [
		Int32Array,
		Int32Array,
	];
	const data = newHostArray(dtype, elementCount(shape));
	for (let i = 0; i < data.length; i++)
		data[i] = combine(a.data[atA[i] as number] as Element, b.data[atB[i] as number] as Element) as Element;
	return { dtype, shape, data };
}
