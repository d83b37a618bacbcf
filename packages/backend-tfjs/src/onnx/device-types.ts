import { type DType, InferenceError } from "@polyinfer/core";
import type { TensorFlow, TensorFlowTensor } from "../program.ts";
import { type HostArray, type HostTensor, isBig, newHostArray } from "./host-tensor.ts";

/** Element types of TensorFlow.js that hold numbers. */
type DeviceType = "float32" | "int32" | "bool";

/** What holds each element type on the device; types that are missing stay on the host. */
const DEVICE_TYPES: { readonly [D in DType]?: DeviceType } = {
	float32: "float32",
	float16: "float32",
	bfloat16: "float32",
	bool: "bool",
	int8: "int32",
	int16: "int32",
	int32: "int32",
	int64: "int32",
	uint8: "int32",
	uint16: "int32",
	uint32: "int32",
	uint64: "int32",
};

/** Types that kernels compute with. 16-bit floats are computed in float32. */
export const FLOATS: readonly DType[] = ["float32", "float16", "bfloat16"];

/** Types that kernels can move, compare and select. Integers must fit the device's. */
export const MOVABLE: readonly DType[] = Object.keys(DEVICE_TYPES) as DType[];

/** The type of TensorFlow.js that holds `dtype`. Throws UNSUPPORTED where there is none. */
function deviceType(dtype: DType): DeviceType {
	const found = DEVICE_TYPES[dtype];
	if (found === undefined) throw new InferenceError("UNSUPPORTED", `TensorFlow.js has no tensors of ${dtype}.`);
	return found;
}

/** Copies a tensor to the device. Throws INVALID_ARGUMENT for integers that the device cannot hold. */
export function upload(tf: TensorFlow, { dtype, shape, data }: HostTensor): TensorFlowTensor {
	const type = deviceType(dtype);
	if (type !== "int32") return tf.tensor(data as Float32Array, [...shape], type);
	// WebGL keeps integers in float32 textures, which are exact up to here.
	const bound = tf.getBackend() === "webgl" ? 2 ** 24 : 2 ** 31;
	const numbers = data instanceof Int32Array ? data : new Int32Array(data.length);
	for (let i = 0; i < data.length; i++) {
		const x = Number(data[i]);
		if (x < -bound || x >= bound)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected ${dtype} numbers within ±${bound} on the device but received ${x}.`,
			);
		if (numbers !== data) numbers[i] = x;
	}
	return tf.tensor(numbers, [...shape], type);
}

/** What a tensor of the device holds, as elements of `dtype`. */
export function readInto(dtype: DType, read: Float32Array | Int32Array | Uint8Array | string[]): HostArray {
	const data = newHostArray(dtype, 0);
	if (read.constructor === data.constructor) return read as HostArray;
	const elements = newHostArray(dtype, read.length);
	for (let i = 0; i < read.length; i++) elements[i] = isBig(dtype) ? BigInt(read[i] as number) : (read[i] as number);
	return elements;
}
