import { DTYPES, type DType, elementCount, InferenceError, Tensor, type TensorData } from "@polyinfer/core";

/** How many elements and bytes a new tensor takes. Throws INVALID_ARGUMENT for an impossible shape. */
export function tensorSize(dtype: DType, shape: readonly number[]): { count: number; bytes: number } {
	const count = elementCount(shape);
	if (count < 0)
		throw new InferenceError("INVALID_ARGUMENT", `Expected sizes of 0 and above in a shape but received [${shape}].`);
	return { count, bytes: count * DTYPES[dtype].bytes };
}

/** A zeroed tensor in memory of JavaScript's own; of empty strings for dtype string. */
export function plainTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
	const { count } = tensorSize(dtype, shape);
	const { array } = DTYPES[dtype as DType];
	const data = array === null ? new Array<string>(count).fill("") : new array(count);
	return new Tensor(dtype, data as TensorData<D>, shape);
}
