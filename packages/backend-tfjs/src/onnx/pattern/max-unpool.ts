import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import { takeIndex } from "../indexing/take-index.ts";
import { checkSize } from "../sizes.ts";

/** ONNX's MaxUnpool: numbers put back where MaxPool took them from, in a tensor of `shape` that is 0 elsewhere. */
export function maxUnpool(x: HostTensor, indices: HostTensor, shape: readonly number[]): HostTensor {
	const count = product(checkSize(shape));
	const data = newHostArray(x.dtype, count);
	for (let i = 0; i < x.data.length; i++) data[takeIndex(indices.data[i], count)] = x.data[i] as never;
	return { dtype: x.dtype, shape, data };
}
