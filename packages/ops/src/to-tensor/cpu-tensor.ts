import { type DeviceTensor, InferenceError, Tensor, type TensorLike } from "@polyinfer/core";
import { unexpected } from "../arguments.ts";

/** Any tensor whose data lies in CPU memory. Throws INVALID_ARGUMENT, for a device's tensor too. */
export function cpuTensor(value: Tensor | TensorLike | DeviceTensor): Tensor {
	if (typeof value !== "object" || value === null) throw unexpected("a tensor", value);
	if ("location" in value && value.location !== "cpu")
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a tensor in CPU memory but received one on \`${value.location}\`. Call its toCpu() first.`,
		);
	return Tensor.from(value as Tensor | TensorLike);
}
