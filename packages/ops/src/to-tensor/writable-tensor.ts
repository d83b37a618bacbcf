import { type DType, formatType, InferenceError, shapeFits, type Tensor, type TensorLike } from "@polyinfer/core";
import { checkInteger, mismatch } from "../arguments.ts";
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

/**
 * `output` as a batch to write picture `slot` into. Throws INVALID_ARGUMENT unless it is in CPU memory, of this dtype, of the
 * shape but for the number of pictures, and has that slot.
 */
export function writableBatch(
	output: Tensor | TensorLike | undefined,
	dtype: DType,
	shape: readonly number[],
	slot: number,
): Tensor {
	if (output === undefined) throw mismatch("a batch as output with `slot`", "none");
	const tensor = cpuTensor(output);
	let fits = tensor.dtype === dtype && tensor.shape.length === shape.length;
	for (let i = 1; fits && i < shape.length; i++) fits = tensor.shape[i] === shape[i];
	if (!fits) {
		const wanted = formatType(dtype, [null, ...shape.slice(1)], ["N"]);
		throw mismatch(`${wanted} as output with \`slot\``, formatType(tensor.dtype, tensor.shape));
	}
	checkInteger("slot", slot, 0, (tensor.shape[0] as number) - 1);
	return tensor;
}
