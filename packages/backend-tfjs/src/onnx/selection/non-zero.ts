import { stridesOf } from "../host/strides.ts";
import type { HostTensor } from "../host-tensor.ts";

/** ONNX's NonZero: places of elements that are not 0, a row an axis. */
export function nonZero({ shape, data }: HostTensor): HostTensor {
	const places: number[] = [];
	for (let i = 0; i < data.length; i++) if (Number(data[i]) !== 0) places.push(i);
	const strides = stridesOf(shape);
	const out = new BigInt64Array(shape.length * places.length);
	for (const [axis, stride] of strides.entries())
		for (const [i, place] of places.entries())
			out[axis * places.length + i] = BigInt(Math.floor(place / stride) % (shape[axis] as number));
	return { dtype: "int64", shape: [shape.length, places.length], data: out };
}
