import { DTYPES, type DType, elementCount, InferenceError, Tensor, type TensorData } from "@polyinfer/core";
import { allocateTensor as allocatePooled } from "@polyinfer/engine-host/memory";
import { wasmKernels } from "../kernels/implementation.ts";
import { nativeKernels } from "../kernels/native-host.ts";

/**
 * A zeroed tensor in the memory in which ops compute here: in Node a block of the native pool, which runs of sessions borrow
 * too; where ops are WebAssembly its heap, so that nothing is copied in or out. `dispose()` gives the memory back; garbage
 * collection does not. Plain memory for strings and where there is neither.
 * Throws INVALID_ARGUMENT for an impossible shape, OUT_OF_MEMORY.
 */
export function allocateTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
	const host = nativeKernels().hosts.length > 0 ? undefined : wasmKernels().host;
	const { array, bytes } = DTYPES[dtype as DType];
	if (host === undefined || array === null) return allocatePooled(dtype, shape);
	const count = elementCount(shape);
	if (count < 0)
		throw new InferenceError("INVALID_ARGUMENT", `Expected sizes of 0 and above in a shape but received [${shape}].`);
	const at = host.take(count * bytes);
	const data = new array(host.memory.buffer, at, count) as TensorData<D>;
	(data as Uint8Array).fill(0);
	return new Tensor(dtype, data, shape, () => host.heap.free(at));
}
