import type { DType, Tensor } from "@polyinfer/core";
import { plainTensor } from "./plain-tensor.ts";

/**
 * A zeroed tensor. In browsers its memory is plain; in Node it is a block of the native pool that runs borrow.
 * Throws INVALID_ARGUMENT for an impossible shape.
 */
export function allocateTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
	return plainTensor(dtype, shape);
}

/** True for the memory of tensors made by {@link allocateTensor} in the pool: in browsers there is none. */
export function isPooled(_buffer: ArrayBufferLike): boolean {
	return false;
}
