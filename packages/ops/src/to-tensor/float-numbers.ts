import { bfloat16ToNumber, type DType, halfToNumber, type Tensor } from "@polyinfer/core";
import { mismatch } from "../arguments.ts";

/** Element types that {@link floatNumbers} takes. */
const floats: readonly DType[] = ["float32", "float64", "float16", "bfloat16"];

/** The elements as numbers: the tensor's own array for float32 and float64, a decoded copy for the 16-bit ones. Throws INVALID_ARGUMENT for others. */
export function floatNumbers(tensor: Tensor): Float32Array | Float64Array {
	if (!floats.includes(tensor.dtype)) throw mismatch("a tensor of floating point", tensor.dtype);
	if (tensor.dtype === "float16") return Float32Array.from(tensor.data as Uint16Array, halfToNumber);
	if (tensor.dtype === "bfloat16") return Float32Array.from(tensor.data as Uint16Array, bfloat16ToNumber);
	return tensor.data as Float32Array | Float64Array;
}
