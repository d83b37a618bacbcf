import type { DType, Tensor, TensorData, TensorLike } from "@polyinfer/core";
import { cpuTensor } from "./cpu-tensor.ts";

/** What the function `ndarray` of the npm package is called with. Strides and offset are in elements. */
export interface NdarrayParts<D extends DType = DType> {
	readonly data: TensorData<D>;
	readonly shape: number[];
	readonly stride: number[];
	readonly offset: number;
}

/**
 * A tensor as a view of the npm package `ndarray`, sharing its memory. `make` is that package's function, of any version;
 * without it the parts are returned, which all functions over `ndarray` that read no methods take.
 * float16 and bfloat16 are raw bits, as in the tensor. Throws INVALID_ARGUMENT, DISPOSED.
 */
export function toNdarray<D extends DType>(tensor: Tensor<D> | TensorLike<D>): NdarrayParts<D>;
export function toNdarray<D extends DType, A>(
	tensor: Tensor<D> | TensorLike<D>,
	make: (data: TensorData<D>, shape: number[], stride: number[], offset: number) => A,
): A;
export function toNdarray<D extends DType, A>(
	tensor: Tensor<D> | TensorLike<D>,
	make?: (data: TensorData<D>, shape: number[], stride: number[], offset: number) => A,
): NdarrayParts<D> | A {
	const { data, shape } = cpuTensor(tensor) as Tensor<D>;
	const stride = denseStrides(shape);
	return make === undefined ? { data, shape: [...shape], stride, offset: 0 } : make(data, [...shape], stride, 0);
}

/** Elements from one index of each axis to the next, where the last axis is innermost. */
export function denseStrides(shape: readonly number[]): number[] {
	const strides = new Array<number>(shape.length);
	let step = 1;
	for (let axis = shape.length - 1; axis >= 0; axis--) {
		strides[axis] = step;
		step *= shape[axis] as number;
	}
	return strides;
}
