import type { DType } from "@polyinfer/core";
import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";
import type { HostTensor } from "../host-tensor.ts";
import { toFloat } from "../to-float.ts";
import { rangeOf } from "./quantized-types.ts";

/** Scales and zero points, single or one for each entry of an axis, where they lie along a tensor of `rank` axes. */
export interface DeviceQuantization {
	readonly scale: HostTensor;
	readonly zeroPoint?: HostTensor | undefined;
	readonly axis: number;
}

/** QuantizeLinear of floats by kernels, as int32 within the range of `dtype`. */
export function quantizeOnDevice(tf: TensorFlow, x: Tensor, how: DeviceQuantization, dtype: DType): Tensor {
	const [least, most] = rangeOf(dtype);
	const steps = tf.round(tf.div(x, along(tf, how.scale, x.rank, how.axis)));
	const shifted = how.zeroPoint === undefined ? steps : tf.add(steps, along(tf, how.zeroPoint, x.rank, how.axis));
	return tf.cast(tf.clipByValue(shifted, least, most), "int32");
}

/** DequantizeLinear of integers on the device, to floats. */
export function dequantizeOnDevice(tf: TensorFlow, x: Tensor, how: DeviceQuantization): Tensor {
	const numbers = toFloat(tf, x);
	const steps = how.zeroPoint === undefined ? numbers : tf.sub(numbers, along(tf, how.zeroPoint, x.rank, how.axis));
	return tf.mul(steps, along(tf, how.scale, x.rank, how.axis));
}

function along(tf: TensorFlow, { data }: HostTensor, rank: number, axis: number): Tensor {
	const numbers = Float32Array.from(data as ArrayLike<number>, Number);
	if (numbers.length === 1) return tf.scalar(numbers[0] as number);
	const shape = new Array<number>(rank).fill(1);
	shape[axis] = numbers.length;
	return tf.tensor(numbers, shape);
}
