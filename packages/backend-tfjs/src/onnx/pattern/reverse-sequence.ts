import { stridesOf } from "../host/strides.ts";
import { type HostTensor, newHostArray } from "../host-tensor.ts";

/** ONNX's ReverseSequence: the first `lengths[n]` entries of the time axis backwards, for each `n` of the batch axis. */
export function reverseSequence(
	x: HostTensor,
	lengths: readonly number[],
	batchAxis: number,
	timeAxis: number,
): HostTensor {
	const strides = stridesOf(x.shape);
	const [batchStride, timeStride] = [strides[batchAxis] as number, strides[timeAxis] as number];
	const data = newHostArray(x.dtype, x.data.length);
	for (let i = 0; i < data.length; i++) {
		const length = lengths[Math.floor(i / batchStride) % (x.shape[batchAxis] as number)] as number;
		const time = Math.floor(i / timeStride) % (x.shape[timeAxis] as number);
		data[i] = x.data[time < length ? i + (length - 1 - 2 * time) * timeStride : i] as never;
	}
	return { dtype: x.dtype, shape: x.shape, data };
}
