import { placesOf, stridesOf } from "../host/strides.ts";
import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import { checkSize } from "../sizes.ts";

/** ONNX's CenterCropPad: each axis to its size in `target`, cut or filled with zeros on both sides, one more at the end. */
export function centerCropPad(x: HostTensor, target: readonly number[]): HostTensor {
	const [from, to] = [stridesOf(x.shape), stridesOf(checkSize(target))];
	const kept = x.shape.map((size, axis) => Math.min(size, target[axis] as number));
	const startOf = (strides: readonly number[], of: readonly number[]): number =>
		strides.reduce(
			(sum, stride, axis) => sum + Math.floor(((of[axis] as number) - (kept[axis] as number)) / 2) * stride,
			0,
		);
	const data = newHostArray(x.dtype, product(target));
	const sources = placesOf(kept, from, startOf(from, x.shape));
	const places = placesOf(kept, to, startOf(to, target));
	for (const [i, place] of places.entries()) data[place] = x.data[sources[i] as number] as never;
	return { dtype: x.dtype, shape: target, data };
}
