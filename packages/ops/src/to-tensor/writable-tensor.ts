import { type DType, formatType, InferenceError, shapeFits, type Tensor, type TensorLike } from "@polyinfer/core";
import { cpuTensor } from "./cpu-tensor.ts";

/** `output` as a tensor to write into. Throws INVALID_ARGUMENT unless it is in CPU memory, of this dtype and shape. */
export function writableTensor(output: Tensor | TensorLike, dtype: DType, shape: readonly number[]): Tensor {
	const tensor = cpuTensor(output);
	if (tensor.dtype !== dtype || !shapeFits(tensor.shape, shape))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected ${formatType(dtype, shape)} as output but received ${formatType(tensor.dtype, tensor.shape)}.`,
		);
	return tensor;
}
