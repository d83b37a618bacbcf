import type { TensorLike } from "@polyinfer/core";
import { decode, type ExactValues } from "./decode.ts";

/** A value while the reference computes: float64 for every float, BigInt for 64-bit integers. */
export interface ExactTensor {
	readonly dtype: TensorLike["dtype"];
	readonly shape: readonly number[];
	readonly values: ExactValues;
}

/** A tensor's exact value. */
export function exact(tensor: TensorLike): ExactTensor {
	return { dtype: tensor.dtype, shape: tensor.shape, values: decode(tensor) };
}
